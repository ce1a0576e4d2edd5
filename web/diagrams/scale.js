// @ts-check

const FACTOR = 1.25; // a step that one sees
const SMALLEST = 0.25;
const LARGEST = 4;

/**
 * Return the scale a step larger (1) or smaller (-1), within bounds.
 * @param {number} scale
 * @param {number} step
 */
export function nextScale(scale, step) {
  return Math.min(LARGEST, Math.max(SMALLEST, scale * FACTOR ** step));
}
