// @ts-check
// The arithmetic of a sketch: values at evenly spaced moments, between nought and a top.

export const POINTS = 9;

const STEPS = { ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 };

// The value after a key, in shares of the top; undefined for a key that changes nothing.
export function shareAfterKey(share, key) {
  if (key === "Home") return 0;
  if (key === "End") return 1;
  return key in STEPS ? clamp(Math.round((share + STEPS[key]) * 100) / 100) : undefined;
}

// What a pointer at (x, y), both as shares of the paper from its upper left corner, moves: { index, share }.
export function pointAt(x, y) {
  return { index: Math.round(clamp(x) * (POINTS - 1)), share: clamp(1 - y) };
}

function clamp(share) {
  return Math.min(1, Math.max(0, share));
}
