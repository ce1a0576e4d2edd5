// @ts-check
// Keys that press a card's buttons, whatever had the focus before, and the focus that returns to the card.

import { el } from "../shared/dom.js";
import { KeyQueue } from "./key-queue.js";
import { endsTyping, isForCard, keyName, parseTarget } from "./keys.js";

const TEXT_FIELD = "textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=button])";
const OVERLAY = "[role=dialog], [role=menu], [role=listbox], [data-baseweb=popover], [data-testid=stPopoverBody]";
const CONTROL = "button, a, summary, input, [role=button], [role=radio], [role=tab], [role=switch]";
const RUNNING = "[data-testid=stApp][data-test-script-state=running]";
const SKELETON = "[data-testid=stSkeleton]"; // what Streamlit draws while it loads the code of an element
const RETRY_MS = 40;
const DRAWS_WITHIN_MS = 400; // the script ends on the server before all of its elements are drawn here
// A key that was pressed longer ago was meant for something else. A rerun of a busy server takes some seconds.
const PATIENCE_MS = 10_000;

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

const findPlaces = (target) => [...document.querySelectorAll(`[class*="st-key-${parseTarget(target).prefix}"]`)];

function findButton(target) {
  const { prefix, index } = parseTarget(target);
  // A checkbox is ticked as a button is pressed.
  const found = /** @type {HTMLButtonElement | HTMLInputElement | undefined} */ (
    document.querySelectorAll(`[class*="st-key-${prefix}"] :is(button, input[type=checkbox])`)[index]
  );
  return found && !found.disabled ? found : undefined;
}

/** Tell whether a button's place is drawn and the button is not. */
const isComing = (target) => findPlaces(target).some((place) => place.querySelector(SKELETON));

export default function mount({ data: first, parentElement }) {
  let data = first;
  const ground = getComputedStyle(document.querySelector("[data-testid=stApp]") ?? document.body).backgroundColor;
  document.documentElement.style.setProperty("--rehearsal-ground", ground);

  // Said to a screen reader: what a key has done.
  const live = parentElement.querySelector("[role=status]") ?? parentElement.appendChild(el("span", { role: "status", class: "visually-hidden" }));
  const say = (text) => {
    if (live.textContent !== text) live.textContent = text;
  };

  const findCard = () => /** @type {HTMLElement | null} */ (document.querySelector(`[class*="st-key-${data.card}"]`));
  const focusCard = () => {
    const found = findCard();
    if (!found) return;
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
  };

  // A key may come before its button is drawn, and before the server has done what the key before it asked for.
  let timer = 0;
  let drawnAt = -Infinity;
  const drawing = new MutationObserver(() => (drawnAt = performance.now()));
  const main = document.querySelector("[data-testid=stMain]");
  if (main) drawing.observe(main, { childList: true, subtree: true });
  const queue = new KeyQueue(
    {
      press: (target) => {
        const button = findButton(target);
        button?.click();
        return Boolean(button);
      },
      isComing,
      isBusy: () => performance.now() < drawnAt + DRAWS_WITHIN_MS || Boolean(document.querySelector(RUNNING)),
      now: () => performance.now(),
      wait: (work) => (timer = window.setTimeout(work, RETRY_MS)),
    },
    PATIENCE_MS,
  );
  // By a key or by hand: the server draws the screen anew, except for a menu, which opens in the browser.
  const onPress = (/** @type {MouseEvent} */ event) => {
    const button = /** @type {Element} */ (event.target).closest("button, input[type=checkbox]");
    if (!button || button.closest("[data-testid=stPopover]")) return;
    const targets = [data.done, ...Object.values(data.keys).flat()].filter(Boolean);
    if (targets.flatMap(findPlaces).some((place) => place.contains(button))) queue.expectDrawing();
  };

  let isTabbed = false;
  const onPointer = () => (isTabbed = false);

  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Tab" || event.key.startsWith("Arrow")) isTabbed = true;
    if (event.key === "Escape") isTabbed = false;
    const focus = describeFocus(isTabbed);
    const field = document.activeElement;
    const { keys, fields, done } = data;
    if (focus === "text" && fields && endsTyping(event, field.tagName) && field.closest(`[class*="st-key-${fields}"]`)) {
      // After the field has told the server what it holds. The focus goes to the card: the next key is the card's.
      setTimeout(() => {
        focusCard();
        queue.add([done]);
      });
      return;
    }
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const name = keyName(event);
    const targets = keys[name];
    if (!targets || !isForCard(name, focus)) return;
    if (!queue.add(targets)) return;
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

  say(data.status);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("pointerdown", onPointer, true);
  document.addEventListener("click", onPress, true);
  document.addEventListener("click", onClick);
  // Keys from the time when the page was loading: a card's keys are pressed in their order, as soon as there is a button.
  const early = /** @type {any} */ (window).rehearsalTakeKeys?.() || [];
  for (const event of early) {
    const targets = data.keys[keyName(event)];
    if (targets) queue.add(targets, event.at);
  }
  return {
    update: (next) => {
      const isDrawn = next.drawing !== data.drawing;
      data = next;
      say(data.status);
      if (isDrawn) queue.noteDrawing();
    },
    end: () => {
      queue.clear();
      clearTimeout(timer);
      drawing.disconnect();
      document.removeEventListener("keydown", onKey, true);
      document.removeEventListener("pointerdown", onPointer, true);
      document.removeEventListener("click", onPress, true);
      document.removeEventListener("click", onClick);
    },
  };
}
