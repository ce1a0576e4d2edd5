// @ts-check
// When the editor reports its text, and where a block is inserted. Pure.

const QUIET_MS = 600; // after the last key: a pause between words is shorter, one between sentences longer
const MAX_WAIT_MS = 1400; // after the first key that was not reported: the preview follows somebody who never pauses

/**
 * Return how many milliseconds to wait for the next key before reporting.
 * @param {number} now
 * @param {number} firstChange when the oldest unreported change was made; both in milliseconds of one clock
 */
export function reportDelay(now, firstChange) {
  return Math.max(0, Math.min(QUIET_MS, firstChange + MAX_WAIT_MS - now));
}

/**
 * Return the line on which the section of a line begins, 0 above the first heading.
 * @param {{line: number}[]} headings in the order of the text
 * @param {number} line
 */
export function sectionStart(headings, line) {
  let start = 0;
  for (const heading of headings) if (heading.line <= line) start = heading.line;
  return start;
}

/**
 * Return the line breaks that set a new block apart from the cursor's line and the one above it.
 * @param {string} line
 * @param {string} above "" for the first line
 */
export function breaksBefore(line, above) {
  if (line) return "\n\n";
  return above ? "\n" : "";
}
