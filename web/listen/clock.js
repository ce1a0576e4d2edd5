// @ts-check

/**
 * Format seconds as a player shows them: 65 as "1:05", 3725 as "1:02:05". What is no number counts as 0.
 * @param {number} seconds
 */
export function formatClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
