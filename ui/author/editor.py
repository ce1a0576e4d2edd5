"""The deck editor as Streamlit components: CodeMirror 6, built from `web/editor`, served by its address.

`st.components.v2` draws into the page itself, so the strict policy (`frame-src 'none'`) holds; see docs/authoring.md for
why this and not an editor from the registry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from deck.model import Deck
from services import assets
from ui import server_addresses
from ui.author.snippets import SNIPPETS
from ui.deck_text.safe_markdown import strip_markup

_LINE_BREAK = re.compile(r"\r\n|\r|\n")  # lines as the reader counts them
MAX_PROBLEMS = 100  # marks and list entries; a text with more has one cause for most of them

_LOADER = """// The editor's script, by its versioned address.
export default async (component) =>
  (await import(new URL(component.data.script, location.href).href)).%s(component);
"""

_editor = st.components.v2.component("rehearsal_editor", js=_LOADER % "default", css=assets.read_text("editor.css"))
_notes = st.components.v2.component(
    "rehearsal_editor_notes", js=_LOADER % "notes", css=assets.read_text("editor-notes.css")
)


class EditorReport(NamedTuple):
    """What the editor reported last: the `number`-th report since `token` was loaded, the text, the cursor's line."""

    token: str
    number: int
    text: str
    line: int


def draw_editor(
    text: str, token: str, *, on_report: Callable[[EditorReport], None], draft: str, line: int = 0, key: str = "editor"
) -> EditorReport | None:
    """Draw the editor. A new `token` loads `text` at `line`; with the same one the editor keeps what was typed, as long as
    it stays on the page: one that comes back to it begins with `text`. `draft` names the text in the browser's own store,
    which holds what did not reach the server.

    Reports come 0.6 s after the last key and at most 1.4 s after the first. `on_report` is called with each before
    anything is drawn, so that none is lost when the same click leads to another view. Returns None until there is one
    for this token.
    """

    def receive() -> None:
        if report := _parse_report(st.session_state[key].get("report"), token):
            on_report(report)

    data = {
        "key": key,
        "script": server_addresses.build_script_address("editor.js"),
        "text": text,
        "token": token,
        "line": line,
        "draft": draft,
        "snippets": SNIPPETS,
    }
    return _parse_report(_editor(key=key, data=data, on_report_change=receive).report, token)


def _parse_report(value: dict[str, Any] | None, token: str) -> EditorReport | None:
    if not value or value.get("token") != token:
        return None
    return EditorReport(token=token, number=int(value["number"]), text=str(value["text"]), line=int(value["line"]))


def draw_notes(deck: Deck, text: str, token: str, stored_report: int, *, key: str = "editor") -> None:
    """Draw problems and outline, each entry leading to its line, and mark the problems in the editor of this key.

    A problem that one changed line solves has a button that changes it. `text` is what the deck was read from;
    `stored_report` is the number of the report that was stored last.
    """
    worst = sorted(deck.problems, key=lambda p: (("error", "warning", "info").index(p.severity), p.line))
    lines = _LINE_BREAK.split(text)
    top_level = min((section.level for section in deck.sections), default=0)
    _notes(
        key=f"{key}-notes",
        data={
            "key": key,
            "script": server_addresses.build_script_address("editor.js"),
            "token": token,
            "storedReport": stored_report,
            "problems": [
                {
                    "line": p.line,
                    "severity": p.severity,
                    "message": p.message,
                    "remedy": p.remedy,
                    "fix": p.fix,
                    "written": lines[p.line - 1] if 0 < p.line <= len(lines) else "",
                }
                for p in worst[:MAX_PROBLEMS]
            ],
            "hiddenProblems": max(0, len(worst) - MAX_PROBLEMS),
            "headings": [
                {"line": s.line, "depth": s.level - top_level, "title": strip_markup(s.title)} for s in deck.sections
            ],
        },
    )
