// @ts-check
// The time that is left of a step: pure, so that it can be tested without a clock.

/** @typedef {{ total: number, left: number, since: number | null }} Countdown milliseconds; `since` is null while it stands */

/** @param {number} seconds @returns {Countdown} */
export const create = (seconds) => ({ total: seconds * 1000, left: seconds * 1000, since: null });

/** Return the milliseconds that are left at a moment; below zero, the time is over by so much.
 * @param {Countdown} countdown @param {number} now */
export const measure = (countdown, now) => countdown.left - (countdown.since === null ? 0 : now - countdown.since);

/** Start it, or stop it where it stands.
 * @param {Countdown} countdown @param {number} now @returns {Countdown} */
export const toggle = (countdown, now) =>
  countdown.since === null
    ? { ...countdown, since: now }
    : { ...countdown, left: measure(countdown, now), since: null };

/** Return `4:05`, or `+0:12` when the time is over.
 * @param {number} left milliseconds */
export function format(left) {
  const seconds = left >= 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return left >= 0 ? text : `+${text}`;
}
