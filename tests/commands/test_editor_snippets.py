"""The snippets for editors are those of the Author page, and each is a block of the deck format."""

from __future__ import annotations

import json

from scripts import editor_snippets


def test_the_files_are_up_to_date() -> None:
    for path, text in editor_snippets.build_files().items():
        assert (editor_snippets.TARGET / path).read_text(encoding="utf-8") == text, (
            f"run scripts/editor_snippets.py: {path}"
        )


def test_a_snippet_comes_out_as_it_is_on_the_author_page() -> None:
    snippets = json.loads((editor_snippets.TARGET / "vscode/deck.code-snippets").read_text(encoding="utf-8"))
    for title, body in editor_snippets.SNIPPETS:
        written = "\n".join(snippets[title]["body"])
        assert written.replace("\\$", "$").replace("\\\\", "\\") == body
