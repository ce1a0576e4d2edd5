"""What is new on a screen comes into view: on a phone an answer would otherwise begin below its lower edge."""

from __future__ import annotations

import streamlit as st

_SCROLL_SCRIPT = """
const seen = new Map();

export default function (component) {
  const { anchor, moment } = component.data;
  const place = component.parentElement;
  if (seen.get(place) === moment) return;
  seen.set(place, moment);
  // After the frame in which the anchor is drawn and laid out. It is not taken back when the component is drawn again.
  setTimeout(() => {
    const found = document.querySelector(`[class*="st-key-${anchor}"]`);
    if (!found) return;
    const { top } = found.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.6) found.scrollIntoView({ block: "start" });
  }, 60);
}
"""

# Room for the header that lies over the page, and for the last line of what stands above.
_SCROLL_STYLE = """
[class*=st-key-scroll-] {
  scroll-margin-top: 6rem;
}
"""

_component = st.components.v2.component("rehearsal_scroll", js=_SCROLL_SCRIPT, css=_SCROLL_STYLE, isolate_styles=False)


def scroll_to(anchor: str, moment: str, *, key: str) -> None:
    """Once for each `moment`, bring the container whose key is `scroll-<anchor>` into view unless it begins there."""
    _component(key=key, data={"anchor": f"scroll-{anchor}", "moment": moment}, height=1)
