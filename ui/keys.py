"""Keys that press buttons, in the browser.

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
  const keys = component.data.keys;
  const press = (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const focus = document.activeElement;
    if (focus && focus.closest(TYPED)) return;
    if ((event.key === " " || event.key === "Enter") && focus && focus.closest(OPERATED)) return;
    const prefix = keys[event.key];
    if (!prefix) return;
    const button = document.querySelector(`[class*="st-key-${prefix}"] button:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
"""

_component = st.components.v2.component("rehearsal_keys", js=_LISTENER)


def listen(keys: Mapping[str, str], *, key: str) -> None:
    """Let each key press the button whose Streamlit key begins with the value; a button that is not there is not
    pressed."""
    _component(key=key, data={"keys": dict(keys)}, height=1)
