// @ts-check
// Keys that press a card's buttons, whatever had the focus before, and the focus that returns to the card.

import { el } from "../shared/dom.js";
import { endsTyping, isForCard, keyName, parseTarget } from "./keys.js";

const TEXT_FIELD = "textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=button])";
const OVERLAY = "[role=dialog], [role=menu], [role=listbox], [data-baseweb=popover], [data-testid=stPopoverBody]";
const CONTROL = "button, a, summary, input, [role=button], [role=radio], [role=tab], [role=switch]";
const RUNNING = "[data-testid=stApp][data-test-script-state=running]";
const RETRY_MS = 40;
const STARTS_WITHIN_MS = 400;
const EARLY_MS = 8000; // a key that was pressed earlier, before the page could listen, was meant for something else
const DRAWS_WITHIN_MS = 400; // the script ends on the server before all of its elements are drawn here
const MAX_WAIT_MS = 5000; // for the button of a key that was pressed while the answer was still on its way

/**
 * @param {boolean} isTabbed whether the focus was moved by Tab or an arrow key last
 * @returns {import("./keys.js").Focus}
 */
function describeFocus(isTabbed) {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "none";
  if (focused.closest(TEXT_FIELD)) return "text";
  if (focused.closest(OVERLAY)) return "overlay";
  if (!focused.closest(CONTROL)) return "none";
  return isTabbed ? "tabbed control" : "control";
}

function findButton(target) {
  const { prefix, index } = parseTarget(target);
  // A checkbox is ticked as a button is pressed.
  const found = /** @type {HTMLButtonElement | HTMLInputElement | undefined} */ (
    document.querySelectorAll(`[class*="st-key-${prefix}"] :is(button, input[type=checkbox])`)[index]
  );
  return found && !found.disabled ? found : undefined;
}

export default function mount({ data, parentElement }) {
  const { keys, card, fields, done, status } = data;
  const ground = getComputedStyle(document.querySelector("[data-testid=stApp]") ?? document.body).backgroundColor;
  document.documentElement.style.setProperty("--rehearsal-ground", ground);

  // Said to a screen reader: what a key has done.
  let live = parentElement.querySelector("[role=status]");
  if (!live) parentElement.append((live = el("span", { role: "status", class: "visually-hidden" })));
  if (live.textContent !== status) live.textContent = status;

  const findCard = () => /** @type {HTMLElement | null} */ (document.querySelector(`[class*="st-key-${card}"]`));
  const focusCard = () => {
    const found = findCard();
    if (!found) return;
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
  };

  // A key may come before its button is drawn: it is kept until the script has run to its end.
  /** @type {{targets: string[], until: number, isEarly?: boolean}[]} */
  const waiting = [];
  let timer = 0;
  let pressedAt = -Infinity;
  let drawnAt = -Infinity;
  const drawing = new MutationObserver(() => (drawnAt = performance.now()));
  const main = document.querySelector("[data-testid=stMain]");
  if (main) drawing.observe(main, { childList: true, subtree: true });
  const press = (targets) => {
    const button = targets.map(findButton).find(Boolean);
    if (button) pressedAt = performance.now();
    button?.click();
    return Boolean(button);
  };
  // A press reaches the server a moment before the page says that it runs.
  const isBusy = () => {
    const now = performance.now();
    const isStarting = now < pressedAt + STARTS_WITHIN_MS;
    return isStarting || now < drawnAt + DRAWS_WITHIN_MS || Boolean(document.querySelector(RUNNING));
  };
  const retry = () => {
    timer = 0;
    while (waiting.length) {
      const { targets, until, isEarly } = waiting[0];
      // The card of a key that came early is still to be drawn, and the page need not say that it is busy.
      const isOver = (!isBusy() && !isEarly) || performance.now() > until;
      if (!press(targets) && !isOver) break;
      waiting.shift();
    }
    if (waiting.length) timer = window.setTimeout(retry, RETRY_MS);
  };

  /** Press the first button of these, now or when it is drawn. Returns false where nothing is on its way that could bring it. */
  const pressOrWait = (targets) => {
    if (!waiting.length && press(targets)) return true;
    if (!waiting.length && !isBusy()) return false;
    waiting.push({ targets, until: performance.now() + MAX_WAIT_MS });
    timer ||= window.setTimeout(retry, RETRY_MS);
    return true;
  };

  let isTabbed = false;
  const onPointer = () => (isTabbed = false);

  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Tab" || event.key.startsWith("Arrow")) isTabbed = true;
    if (event.key === "Escape") isTabbed = false;
    const focus = describeFocus(isTabbed);
    const field = document.activeElement;
    if (focus === "text" && fields && endsTyping(event, field.tagName) && field.closest(`[class*="st-key-${fields}"]`)) {
      // After the field has told the server what it holds. The focus goes to the card: the next key is the card's.
      setTimeout(() => {
        focusCard();
        pressOrWait([done]);
      });
      return;
    }
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const name = keyName(event);
    const targets = keys[name];
    if (!targets || !isForCard(name, focus)) return;
    if (!pressOrWait(targets)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  // A click on a control of the page leaves the focus on the card: the next key is the card's, and the ring of the
  // browser does not stay on what was clicked.
  const onClick = (/** @type {PointerEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (!event.detail || !target.closest("[data-testid=stMain]")) return; // by keyboard, or elsewhere
    if (target.closest(TEXT_FIELD) || target.closest(OVERLAY) || !target.closest(CONTROL)) return;
    if (target.closest("label")?.querySelector(TEXT_FIELD) || target.closest("[data-testid=stPopover]")) return;
    setTimeout(focusCard);
  };

  // Keys from the time when the page was loading: a card's keys are pressed in their order, as soon as there is a button.
  const early = /** @type {any} */ (window).rehearsalTakeKeys?.() || [];
  for (const event of early) {
    const targets = keys[keyName(event)];
    if (targets && event.at > performance.now() - EARLY_MS) waiting.push({ targets, until: performance.now() + MAX_WAIT_MS, isEarly: true });
  }
  if (waiting.length) timer = window.setTimeout(retry, RETRY_MS);

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("pointerdown", onPointer, true);
  document.addEventListener("click", onClick);
  return () => {
    clearTimeout(timer);
    drawing.disconnect();
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("pointerdown", onPointer, true);
    document.removeEventListener("click", onClick);
  };
}
