"""What cannot be done with decks, versions, drafts and suggestions, and what is said of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.library import catalog, drafts, import_export, publishing, suggestion_queue, suggestions
from services.workspace import Workspace
from tests.refusals import check_refusals
from tests.services.library.test_suggestions import TEXT

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
MARKS = "<<<<<<< a\nb\n=======\nc\n>>>>>>> d"
OVER = ("This was decided already, or withdrawn.", "Choose another one from the list.")
SOME = ("Some of these were decided already, or withdrawn.", "Choose again from the list.")
NO_VERSION = ("There is no version 9 of this deck.", "Choose one from the list.")


def test_decks_and_versions(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace
    publishing.publish_text(ws, 1, "d", TEXT, base=0, now=now)
    monkeypatch.setattr(publishing, "MAX_QUESTIONS", 3)
    monkeypatch.setattr(catalog, "MAX_DECK_BYTES", 2 * 1024 * 1024)
    large = ("The file is 2.1 MB; a deck may have 2 MB.", "Split it into several decks.")
    empty = ("The file is empty.", "Choose a markdown file with questions in it.")
    no_text = ("This is not a text file.", "Save it as markdown (.md) and try again.")
    draft = drafts.Draft("d", 1, "x" * (drafts.MAX_DECK_BYTES + 1), now.isoformat())
    check_refusals(
        [
            (lambda: catalog.check_deck_bytes(bytes(2 * 1024 * 1024 + 60_000)), *large),
            (lambda: catalog.check_deck_bytes(b" \n"), *empty),
            (lambda: catalog.check_deck_bytes(b"a\0b"), *no_text),
            (lambda: catalog.check_deck_bytes(b"a" * 8191 + b"\0"), *no_text),
            (
                lambda: publishing.publish_text(ws, 1, "e", TEXT, base=0, now=now),
                "This deck has 4 questions; the most a deck can have is 3.",
                "Split the deck into several.",
            ),
            (
                lambda: publishing.publish_text(ws, 1, "e", f"# A\n\n{MARKS}\n", base=0, now=now),
                "Line 3 still has the marks of a merge.",
                "Keep the lines you want, delete the others and the marks.",
            ),
            (lambda: publishing.load_text(ws, "d", 9), *NO_VERSION),
            (lambda: publishing.load_text(ws, "gone", 9), *NO_VERSION),
            (
                lambda: import_export.find_format("pdf"),
                "There is no format “pdf”.",
                "Choose one of markdown, zip, apkg, csv, handbook, cram.",
            ),
            (lambda: import_export.import_files([]), "There is nothing to import.", "Choose other files."),
            (
                lambda: import_export.import_files([("a.exe", b"x"), ("b.md", b" ")]),
                "“a.exe” was left out: We can't read .exe files.",
                "Choose other files.",
            ),
            (lambda: drafts.save_draft(ws, 1, draft), "The text is larger than 5 MB.", "Split it into several decks."),
        ]
    )
    for data in (b"a" * 8192 + b"\0", "a\0".encode("utf-16"), b"x" * 2 * 1024 * 1024):
        catalog.check_deck_bytes(data)
    found = import_export.import_files([("a.exe", b"x"), ("b.md", TEXT.encode())])
    assert found[0].notes[-1] == "“a.exe” was left out: We can't read .exe files."


def test_suggestions(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = workspace
    publishing.publish_text(ws, 1, "d", TEXT, base=0, now=now)
    place = suggestions.load_place(ws, 1, "d", "q-ten")

    def suggest(text: str, reason: str = "Clearer.", key: str = "k", learner: int = 1) -> int:
        return suggestions.suggest_change(ws, learner, "d", place, text, reason, key, now)

    def accept_all(*keys: str) -> object:
        return suggestion_queue.accept_entries(ws, 1, "d", keys, version=1, now=now)

    long = suggestions.MAX_TEXT_LETTERS
    check_refusals(
        [
            (lambda: suggestions.load_place(ws, 1, "d", "gone"), "This place is not in the deck any more.", "Choose another one."),
            (lambda: suggest(place.text + " \n"), "Nothing was changed.", "Edit the text first."),
            (lambda: suggest("x", reason=" "), "A reason is missing.", "Say in a few words why the text should change."),
            (lambda: suggest("x" * (long + 1)), f"The text is longer than {long:,} characters.", "Suggest a smaller change."),
            (lambda: suggest(MARKS), "The text has the marks of a merge.", "Remove the lines that begin with <<<<<<< and >>>>>>>."),
            (lambda: suggest("x", learner=999), "You are logged out.", "Load the page again to log in."),
            (lambda: suggestions.withdraw_suggestion(ws, 1, 999, now), "This suggestion cannot be withdrawn.", "It has been decided already, or it is not yours."),
            (lambda: suggestion_queue.decline_entry(ws, 1, "d", "gone", "No.", now), *OVER),
            (lambda: suggestion_queue.decline_entry(ws, 1, "d", "gone", " ", now), "A reason is missing.", "Say in a few words why not: the learner is told."),
            (accept_all, *SOME),
            (lambda: accept_all("gone"), *SOME),
        ]
    )  # fmt: skip
    number = suggest("x" * long)
    assert suggest("x" * long) == number
    monkeypatch.setattr(suggestions, "MAX_OPEN", 1)
    check_refusals(
        [
            (
                lambda: suggest("y", key="l"),
                "1 of your suggestions are waiting for a decision.",
                "Withdraw one in Settings.",
            )
        ]
    )
    suggestions.withdraw_suggestion(ws, 1, number, now)
    publishing.publish_text(ws, 1, "d", TEXT.replace("threads wait", "all wait"), base=1, now=now)
    suggest("y", key="l")  # made from the version that it names
    monkeypatch.setattr(suggestions, "MAX_TEXT_LETTERS", len(place.text) - 1)
    too_long = ("This place is too long to be edited here.", "Suggest a change to one of its questions.")
    check_refusals([(lambda: suggestions.load_place(ws, 1, "d", "pools"), *too_long)])
