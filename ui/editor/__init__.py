"""The deck editor as Streamlit components: CodeMirror 6, bundled once (`ui/editor/package.json`), served by the server.

`st.components.v2` draws into the page itself, so the strict policy (`frame-src 'none'`) holds; see docs/authoring.md for
why this and not an editor from the registry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from deck.model import Deck
from ui.editor.snippets import SNIPPETS
from ui.safe_markdown import strip_markup

FOLDER = Path(__file__).parent
MAX_PROBLEMS = 100

_LOADER = """// The editor's script, by its versioned address.
export default async (component) =>
  (await import(new URL(component.data.script, location.href).href)).%s(component);
"""

_editor = st.components.v2.component(
    "rehearsal_editor", js=_LOADER % "default", css=(FOLDER / "editor.css").read_text(encoding="utf-8")
)
_notes = st.components.v2.component(
    "rehearsal_editor_notes", js=_LOADER % "notes", css=(FOLDER / "notes.css").read_text(encoding="utf-8")
)


class EditorReport(NamedTuple):
    """What the editor reported last: the `number`-th report since `token` was loaded, the text, the cursor's line."""

    token: str
    number: int
    text: str
    line: int


@lru_cache(maxsize=1)
def get_script_version() -> str:
    """What the address of the editor's script carries: changes when the script does."""
    return hashlib.sha256((FOLDER / "editor.bundle.js").read_bytes()).hexdigest()[:16]


def _build_script_address() -> str:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/vendor/editor.js?v={get_script_version()}"


def draw_editor(
    text: str, token: str, *, on_report: Callable[[EditorReport], None], line: int = 0, key: str = "editor"
) -> EditorReport | None:
    """Draw the editor. A new `token` loads `text` at `line`; with the same one the editor keeps what was typed, as long as
    it stays on the page: one that comes back to it begins with `text`.

    Reports come 0.6 s after the last key and at most 1.4 s after the first. `heard` is told of each before anything is
    drawn, so that none is lost when the same click leads to another view. None until there is one for this token.
    """

    def tell() -> None:
        if said := _parse_report(st.session_state[key].get("said"), token):
            on_report(said)

    data = {
        "key": key,
        "script": _build_script_address(),
        "text": text,
        "token": token,
        "line": line,
        "snippets": SNIPPETS,
    }
    return _parse_report(_editor(key=key, data=data, on_said_change=tell).said, token)


def _parse_report(value: dict[str, Any] | None, token: str) -> EditorReport | None:
    if not value or value.get("token") != token:
        return None
    return EditorReport(token, int(value["number"]), str(value["text"]), int(value["line"]))


def draw_notes(deck: Deck, token: str, stored_report: int, *, key: str = "editor") -> None:
    """Draw problems and outline, each entry leading to its line, and mark the problems in the editor of this key.

    `kept` is the number of the report that was stored last.
    """
    worst = sorted(deck.problems, key=lambda p: (("error", "warning", "info").index(p.severity), p.line))
    least = min((s.level for s in deck.sections), default=0)
    _notes(
        key=f"{key}-notes",
        data={
            "key": key,
            "script": _build_script_address(),
            "token": token,
            "kept": stored_report,
            "problems": [(p.line, p.severity, p.message, p.remedy) for p in worst[:MAX_PROBLEMS]],
            "more": max(0, len(worst) - MAX_PROBLEMS),
            "sections": _list_headings(deck, least),
        },
    )


def _list_headings(deck: Deck, top_level: int) -> Sequence[tuple[int, int, str]]:
    return [(s.line, s.level - top_level, strip_markup(s.title)) for s in deck.sections]
