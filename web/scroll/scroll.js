// @ts-check
// Bring what is new on a screen into view, once for each moment.

const seen = new Map();
const SETTLE_MS = 60; // after the frame in which the target is drawn and laid out

export default function mount({ data, parentElement }) {
  const { anchor, moment } = data;
  if (seen.get(parentElement) === moment) return;
  seen.set(parentElement, moment);
  // Not taken back when the component is drawn again.
  setTimeout(() => {
    const target = document.querySelector(`[class*="st-key-${anchor}"]`);
    if (!target) return;
    const { top } = target.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.6) target.scrollIntoView({ block: "start" });
  }, SETTLE_MS);
}
