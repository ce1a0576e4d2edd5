"""Import a deck on the screen: read a file or a paste, say what was found and what was not, add it to the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from deck.markdown.ids import slugify_file_name
from deck.model import Problem, Severity
from errors import UserError
from services.library import images, import_export, publishing
from services.library.import_export import ImportedDeck
from ui import messages, session
from ui.deck_text.safe_markdown import sanitize_inline

MAX_OPEN = 5  # errors or warnings: so few are shown without a click
MAX_SHOWN = 100  # problems of one severity; a text with more has one cause for most of them
SUFFIXES = [suffix.removeprefix(".") for suffix in import_export.SUFFIXES]
_SEVERITY_TITLES: dict[Severity, tuple[str, str]] = {
    "error": (":material/error:", "Errors: something is lost for the learner"),
    "warning": (":material/warning:", "Warnings: something may be lost"),
    "info": (":material/build:", "Notes: what was repaired or assumed"),
}


def draw_source(key: str) -> tuple[ImportedDeck, ...]:
    """Draw an upload field and a place to paste; return the decks that were found in what is there.

    Several files, or a zip of them, are one deck with chapters, or as many decks as there are files.
    """
    uploads = st.file_uploader(
        "Markdown, text, CSV, TSV, Word, HTML or OPML, a zip of these with their pictures, or an Anki package: at most 5 MB each",
        type=SUFFIXES,
        key=f"{key}-upload",
        accept_multiple_files=True,
        max_upload_size=import_export.MAX_FILE_BYTES // 1024 // 1024,
    )
    pasted = st.text_area(
        "Or paste markdown, a public post-mortem, or anything with headings or times", key=f"{key}-pasted", height=160
    )
    # A text field tells the server what is in it once it is left: the button is somewhere to go, and starts nothing else.
    st.button("See what is in it", key=f"{key}-read", icon=":material/search:")
    try:
        if not uploads:
            return _import_pasted(pasted)
        decks = _import_files(tuple((upload.name, upload.getvalue()) for upload in uploads))
        return _draw_joining(key, decks, [upload.name for upload in uploads])
    except UserError as error:
        messages.show_error(error)
        return ()


@st.cache_data(max_entries=4, show_spinner="Reading …")
def _import_files(files: tuple[tuple[str, bytes], ...]) -> tuple[ImportedDeck, ...]:
    return import_export.import_files(files)


@st.cache_data(max_entries=2, show_spinner="Joining …")
def _join(name: str, decks: tuple[ImportedDeck, ...]) -> ImportedDeck:
    return import_export.join_imported(name, decks)


def _draw_joining(key: str, decks: tuple[ImportedDeck, ...], files: Sequence[str]) -> tuple[ImportedDeck, ...]:
    """Ask whether several files are one deck, and how it is called; return it, or the decks as they are.

    Files with a title in their front matter are decks already: those are joined only when that is asked for.
    """
    if len(decks) < 2:
        return decks
    is_one = st.toggle(
        "One deck, with a chapter for each file",
        value=not any(imported.deck.meta.title for imported in decks),
        key=f"{key}-join-{len(decks)}",
    )
    if not is_one:
        return decks
    name = st.text_input("Name of the deck", import_export.suggest_name(files), key=f"{key}-name-{files[0]}").strip()
    return (_join(name or import_export.suggest_name(files), decks),)


def _import_pasted(text: str) -> tuple[ImportedDeck, ...]:
    """Return what was pasted, under its own title: a second paste is another deck.

    Half of a surrogate pair, which a paste may hold, becomes a question mark: there is no such character to store.
    """
    decks = _import_files((("pasted.md", text.encode("utf-8", errors="replace")),)) if text.strip() else ()
    return tuple(replace(imported, name=imported.deck.title or imported.name) for imported in decks)


def describe_contents(imported: ImportedDeck) -> str:
    """Return what was read, on one line: "3 topics, 12 questions"."""
    deck = imported.deck
    counts = (
        (len(deck.sections), "topic"),
        (len(deck.questions), "question"),
        (len(deck.counter_questions), "follow-up question"),
        (len(deck.incidents), "incident"),
        (len(deck.scripts), "script"),
    )
    summary = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    if not summary:
        return "Text without questions"
    has_work = deck.questions or deck.counter_questions or deck.incidents
    return summary if has_work else f"{summary}, no questions"


def draw_findings(imported: ImportedDeck) -> None:
    """Draw what was left out or renamed on the way, and the problems of the text."""
    for note in imported.notes:
        st.info(sanitize_inline(note))
    checked = images.report_missing_images(session.get_workspace(), imported.deck, imported.text, imported.pictures)
    draw_problems(checked.problems)


def draw_problems(problems: tuple[Problem, ...]) -> None:
    """List problems and repairs by severity, each with its line and what to do about it."""
    for severity, (icon, title) in _SEVERITY_TITLES.items():
        listed = [problem for problem in problems if problem.severity == severity]
        if listed:
            # Notes stay folded, but for the one that says why there is nothing to practise.
            is_worth_reading = severity != "info" or any(problem.code == "questions-unread" for problem in listed)
            is_open = is_worth_reading and len(listed) <= MAX_OPEN
            with st.expander(f"{title} ({len(listed)})", icon=icon, expanded=is_open):
                rows = (
                    f"- **Line {p.line}:** {sanitize_inline(p.message)} {sanitize_inline(p.remedy)}".rstrip()
                    for p in listed[:MAX_SHOWN]
                )
                st.markdown("\n".join(rows))
                if len(listed) > MAX_SHOWN:
                    st.caption(f"The first {MAX_SHOWN} of {len(listed)}.")


def add_to_library(decks: Sequence[ImportedDeck]) -> tuple[str, ...]:
    """Publish the decks, all of them or none, and choose the last one; return a sentence for each.

    A deck of the same name gets a new version: its questions keep their histories. Raises UserError where one cannot be
    published.
    """
    ws, sources = session.get_workspace(), []
    for imported in decks:
        # Pictures first: a version that names one must find it.
        images.save_images(ws, imported.pictures)
        sources.append(
            publishing.ImportedSource(
                deck_id=slugify_file_name(imported.name),
                title=sanitize_inline(imported.deck.title or imported.name),
                source=imported.text,
                author=str(session.get_preference("author") or imported.deck.meta.author),
                note=f"Imported as {imported.name}",
            )
        )
    versions = publishing.publish_imported(ws, session.get_learner(), sources, session.get_now())
    session.choose_deck(sources[-1].deck_id)
    return tuple(
        f"“{one.title}” is in the library (version {version.number})."
        for one, version in zip(sources, versions, strict=True)
    )
