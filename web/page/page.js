// @ts-check
// What works on every page, and what a page asks for: one script for all, loaded with the index page. A component of
// Streamlit's in its place costs the server time, and the line its whole text, at every rerun.

import mountConnection from "../connection/connection.js";
import mountZoom from "../diagrams/zoom.js";
import mountLanguage from "../language/language.js";
import mountDrafts from "../practice/drafts.js";
import mountHotkeys from "../practice/hotkeys.js";
import mountScroll from "../scroll/scroll.js";
import mountShortcuts from "../search/shortcuts.js";
import { watchParts } from "./parts.js";

// The app's root: this script is served one level below it.
const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/**
 * On a phone the sidebar lies over the page: a link of ours in it takes it away, as Streamlit's own links do.
 * @param {any} event
 */
function closeSidebarOnPhone(event) {
  if (!event.target.closest?.("[data-testid=stSidebar] [data-testid=stPageLink] a")) return;
  if (!window.matchMedia("(max-width: 768px)").matches) return;
  /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stSidebarCollapseButton] button"))?.click();
}

mountConnection({ root });
mountZoom();
mountShortcuts({ root });
document.addEventListener("click", closeSidebarOnPhone);
watchParts({ drafts: mountDrafts, hotkeys: mountHotkeys, language: mountLanguage, scroll: mountScroll });
