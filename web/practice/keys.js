// @ts-check
// Which of a card's keys a key press is, and whether it counts where the focus is. Pure.

/**
 * What has the focus: a text field; something in a menu or dialog that lies over the page; a control that somebody went
 * to by Tab; another control (clicked, or given back the focus by a menu that closed); or nothing in particular.
 * @typedef {"text" | "overlay" | "tabbed control" | "control" | "none"} Focus
 */

/**
 * Return the name by which a key stands in the table of keys: "1", "?", or "Shift+1" for a digit with Shift, whatever
 * that writes on this keyboard.
 * @param {{key: string, code: string, shiftKey: boolean}} event
 */
export function keyName({ key, code, shiftKey }) {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code || "");
  return shiftKey && digit ? `Shift+${digit[1]}` : key;
}

/**
 * Tell whether a key is the card's. Outside of text fields it is, with these exceptions: Space and Enter operate the
 * control that somebody went to by Tab, and a menu or dialog over the page has all keys for itself.
 * @param {string} name
 * @param {Focus} focus
 */
export function isForCard(name, focus) {
  if (focus === "text" || focus === "overlay") return false;
  return focus !== "tabbed control" || (name !== "Enter" && name !== " ");
}

/**
 * Tell whether a key ends what is typed: Enter in a line, Ctrl+Enter or Cmd+Enter in a longer text.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, repeat: boolean, isComposing: boolean}} event
 * @param {string} tagName
 */
export function endsTyping(event, tagName) {
  if (event.key !== "Enter" || event.repeat || event.isComposing) return false;
  return tagName === "INPUT" || event.ctrlKey || event.metaKey;
}

/**
 * Split the target of a key: "sure-#2" is the second button in the container whose key begins with "sure-".
 * @param {string} target
 * @returns {{prefix: string, index: number}}
 */
export function parseTarget(target) {
  const [prefix, place] = target.split("#");
  return { prefix, index: place ? Number(place) - 1 : 0 };
}
