// @ts-check
// The clock of an answer: counts while somebody may speak, stands while paused. Pure.

/** @typedef {{before: number, since: number | null}} Clock milliseconds; `since` is null while it stands */

/** @param {number} seconds counted before @returns {Clock} */
export const create = (seconds) => ({ before: seconds * 1000, since: null });
/** @param {Clock} clock @param {number} now @returns {number} seconds */
export const measure = (clock, now) => (clock.before + (clock.since === null ? 0 : now - clock.since)) / 1000;
/** @param {Clock} clock @param {number} now @returns {Clock} */
export const run = (clock, now) => (clock.since === null ? { ...clock, since: now } : clock);
/** @param {Clock} clock @param {number} now @returns {Clock} */
export const stop = (clock, now) => create(measure(clock, now));

/** Return `2:05`. @param {number} seconds */
export function format(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * Tell whether the interviewer interrupts now: the answer ran past its budget and a little more, and somebody is answering.
 * @param {{interrupts: boolean, seconds: number, budget: number, grace: number, begun: boolean}} state
 */
export const isTooLong = ({ interrupts, seconds, budget, grace, begun }) => interrupts && begun && seconds > budget * (1 + grace);
