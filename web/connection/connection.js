// @ts-check
// What a learner needs to know when the connection is lost, in the place of Streamlit's advice to whoever started the server;
// and the focus back where it was once the page is connected again. The page's manifest stands here too: the app can be
// installed, and begins with offline practice.

import { el } from "../shared/dom.js";

const ADVICE = "[role=dialog] [data-testid=stErrorCodeBlock]";
const MESSAGE =
  "This page cannot reach Rehearsal. What you graded is safe, and what you typed stays in this browser. " +
  "The page reconnects by itself as soon as it can; you need not do anything.";
// What Streamlit says when the server answers 401: the session has ended, and waiting does not help.
const LOGGED_OUT = /with status 401\.$/;
// What Streamlit says of an address that no page has, such as one of another version or one this person may not open.
const NO_PAGE = /page that you have requested does not seem to exist/;
const NO_PAGE_MESSAGE = "There is no page at this address, or you do not have access to it. Close this to continue with Today.";

/**
 * @param {{root: string}} page the app's root, without a slash at its end
 */
export default function mount({ root }) {
  const offline = `${root}/offline/`;
  if (!document.head.querySelector("link[rel=manifest]")) {
    document.head.append(el("link", { rel: "manifest", href: `${offline}manifest.webmanifest`, crossorigin: "use-credentials" }));
    document.head.append(el("link", { rel: "apple-touch-icon", href: `${offline}icon-180.png` }));
  }
  /** @type {HTMLElement | null} */
  let focused = null;
  let isLost = false;

  const onFocus = (event) => {
    if (!event.target.closest?.("[role=dialog]")) focused = event.target;
  };
  const update = () => {
    for (const dialog of document.querySelectorAll("[role=dialog]")) {
      if (dialog.querySelector(".rehearsal-logged-out") || !LOGGED_OUT.test(dialog.textContent?.trim() ?? "")) continue;
      const text = el("p", { class: "rehearsal-connection rehearsal-logged-out" }, "You are logged out. ");
      text.append(el("a", { href: window.location.href }, "Log in again"));
      dialog.append(text);
    }
    for (const dialog of document.querySelectorAll("[role=dialog]")) {
      if (dialog.querySelector(".rehearsal-no-page") || !NO_PAGE.test(dialog.textContent ?? "")) continue;
      const text = [...dialog.querySelectorAll("*")].findLast((element) => NO_PAGE.test(element.textContent ?? ""));
      /** @type {HTMLElement} */ (text).hidden = true;
      text?.after(el("p", { class: "rehearsal-no-page" }, NO_PAGE_MESSAGE));
    }
    const code = document.querySelector(ADVICE);
    const dialog = code?.closest("[role=dialog]");
    if (dialog && !dialog.querySelector(".rehearsal-connection")) {
      isLost = true;
      const body = /** @type {HTMLElement} */ (code.parentElement);
      // The original stays in the page, out of sight: it is React's, and React takes it away.
      for (const child of /** @type {any} */ (body.children)) child.hidden = true;
      const link = el("a", { href: offline }, "Practise offline");
      body.append(el("p", { class: "rehearsal-connection" }, MESSAGE), el("p", {}, link, ", where you saved today on this device."));
    } else if (!dialog && isLost) {
      isLost = false;
      if (focused?.isConnected) focused.focus({ preventScroll: true });
    }
  };
  const observer = new MutationObserver(update);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("focusin", onFocus);
}
