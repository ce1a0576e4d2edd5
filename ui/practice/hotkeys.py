"""Keys that press buttons, in the browser, and buttons that stay under the thumb.

`st.button(shortcut=…)` takes one key a button, and its Space fires even while another button has the focus: Space on
a focused "Suspend" would reveal and suspend. Here a key is left alone while somebody types, holds a modifier, or has
the focus on something that the key itself operates.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_LISTENER = """
const OPERATED =
  "button, a, summary, input, select, textarea, [role=button], [role=radio], [role=tab], [contenteditable]";
const TYPED = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=button])";

export default function (component) {
  const { keys, fields, done } = component.data;
  const button = (prefix) => document.querySelector(
    `[class*="st-key-${prefix}"] :is(button, input[type=checkbox]):not(:disabled)`
  );
  const ground = getComputedStyle(component.parentElement).getPropertyValue("--st-background-color");
  document.documentElement.style.setProperty("--rehearsal-ground", ground);
  // Enter in a line, Ctrl+Enter in a longer text: the field tells the server what it holds, then the button is pressed.
  const finish = (event, field) => {
    if (!fields || event.key !== "Enter" || event.repeat || event.isComposing) return;
    if (field.tagName !== "INPUT" && !event.ctrlKey && !event.metaKey) return;
    if (field.closest(`[class*="st-key-${fields}"]`)) setTimeout(() => button(done)?.click());
  };
  const press = (event) => {
    const field = document.activeElement?.closest(TYPED);
    if (field) return finish(event, field);
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const focus = document.activeElement;
    if ((event.key === " " || event.key === "Enter") && focus && focus.closest(OPERATED)) return;
    const prefix = keys[event.key];
    if (!prefix) return;
    const found = button(prefix);
    if (!found) return;
    event.preventDefault();
    found.click();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
"""

# What a thumb presses stays at the lower edge of the screen, however long the answer above it is. The wrapper is what
# Streamlit puts around a keyed container; sticking needs the element whose parent is higher than itself.
_STICKY_STYLE = """
[data-testid=stLayoutWrapper]:has(> [class*=st-key-thumb-]) {
  position: sticky; bottom: 0; z-index: 5; padding: 0.5rem 0; background: var(--rehearsal-ground);
}
"""

_component = st.components.v2.component("rehearsal_keys", js=_LISTENER, css=_STICKY_STYLE, isolate_styles=False)


def listen_for_keys(keys: Mapping[str, str], *, key: str, field_container: str = "", done_button: str = "") -> None:
    """Let each key press the button whose Streamlit key begins with the value; a button that is not there is not
    pressed. Finishing a text field inside the container `fields` presses the button `done` ("": nothing does)."""
    _component(key=key, data={"keys": dict(keys), "fields": field_container, "done": done_button}, height=1)
