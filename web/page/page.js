// @ts-check
// What works on every page, in one component: each costs the server time at every rerun.

import mountConnection from "../connection/connection.js";
import mountZoom from "../diagrams/zoom.js";
import mountShortcuts from "../search/shortcuts.js";

export default function mount(component) {
  const unmount = [mountConnection(component), mountZoom(component), mountShortcuts(component)];
  return () => unmount.forEach((end) => end());
}
