"""The draft that this browser session has open: which deck, which text, and how it is stored as it is typed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st

import deck as reader
from deck.model import Deck
from errors import UserError
from services.library import audience, drafts, publishing
from services.library.drafts import NEW_DECK, Draft
from services.object_storage import ObjectStoreError
from ui import messages, session
from ui.author.editor import EditorReport
from ui.author.state_keys import NEW_NAME_KEY, OPEN_DRAFT_KEY

_KEPT_HERE = "Your text stays in this browser and is saved with the next change."


@dataclass
class OpenDraft:
    """What this browser session has open. `stored_report` is the number of the editor's report that was stored last,
    `is_stored` is False while the text waits for a store that did not take it. `newer_draft` is what another window made of
    it, `conflict` a version that somebody else published meanwhile.
    """

    draft: Draft
    stored_report: int = 0
    line: int = 1
    newer_draft: Draft | None = None
    conflict: publishing.ConflictError | None = None
    is_stored: bool = True


@lru_cache(maxsize=16)
def parse_text(text: str) -> Deck:
    """Return the deck of a text; a rerun with the same text does not read it again."""
    return reader.parse(text)


def load_open_draft(deck_id: str) -> OpenDraft:
    """Return this session's draft of a deck: as it was last stored, else the newest version."""
    current = st.session_state.get(OPEN_DRAFT_KEY)
    if isinstance(current, OpenDraft) and current.draft.deck == deck_id:
        return current
    draft = drafts.load_draft(session.get_workspace(), session.get_learner(), deck_id) or create_draft(deck_id)
    created = OpenDraft(draft)
    st.session_state[OPEN_DRAFT_KEY] = created
    return created


def create_draft(deck_id: str) -> Draft:
    """Return a draft that begins at the newest version, or at nothing for a new deck."""
    base = publishing.get_newest_number(session.get_workspace(), deck_id) if deck_id != NEW_DECK else 0
    text = publishing.load_text(session.get_workspace(), deck_id, base) if base else ""
    return Draft(deck_id, base, text, uuid.uuid4().hex)


def replace_text(open_draft: OpenDraft, text: str, base: int | None = None) -> None:
    """Replace the text in the editor and store it as the draft."""
    new_base = open_draft.draft.base if base is None else base
    open_draft.draft = replace(
        open_draft.draft, text=text, base=new_base, token=uuid.uuid4().hex, revision=open_draft.draft.revision + 1
    )
    open_draft.stored_report, open_draft.line, open_draft.newer_draft = 0, 1, None
    drafts.save_draft(session.get_workspace(), session.get_learner(), open_draft.draft)


def discard_draft(open_draft: OpenDraft) -> None:
    """Discard the draft and return to the newest version."""
    st.session_state.pop(NEW_NAME_KEY, None)
    drafts.delete_draft(session.get_workspace(), session.get_learner(), open_draft.draft.deck)
    st.session_state[OPEN_DRAFT_KEY] = OpenDraft(create_draft(open_draft.draft.deck))


def store_report(open_draft: OpenDraft, report: EditorReport | None, *, quiet: bool = False) -> None:
    """Keep what the editor reported, unless another window wrote to this draft meanwhile.

    With `quiet` a failure is not shown: it is tried again in the same run.
    """
    if report is None:
        return
    open_draft.line = report.line
    if report.text == open_draft.draft.text and open_draft.is_stored:
        open_draft.stored_report = report.number
        return
    revised = replace(open_draft.draft, text=report.text, revision=open_draft.draft.revision + 1)
    try:
        stored_draft = drafts.load_draft(session.get_workspace(), session.get_learner(), open_draft.draft.deck)
        # Another window stored something that is neither what this one began with nor what it has now.
        if stored_draft and stored_draft.revision != open_draft.draft.revision and stored_draft.text != report.text:
            open_draft.newer_draft = stored_draft
            return
        drafts.save_draft(session.get_workspace(), session.get_learner(), revised)
    except UserError as error:
        # The text stays in this session and is stored with the next report.
        open_draft.draft, open_draft.is_stored = replace(open_draft.draft, text=report.text), False
        if not quiet:
            messages.show_error(UserError(str(error), _KEPT_HERE) if isinstance(error, ObjectStoreError) else error)
        return
    open_draft.draft, open_draft.is_stored = revised, True
    open_draft.stored_report = report.number


def show_newer_draft(open_draft: OpenDraft) -> None:
    """Say that the draft was changed in another window, and let the mentor choose."""
    if open_draft.newer_draft is None:
        return
    st.warning(
        "This draft was changed in another window after you opened it here. Nothing was overwritten.",
        icon=":material/tab_duplicate:",
    )
    with st.container(horizontal=True):
        if st.button("Use the other window's text"):
            open_draft.draft, open_draft.stored_report, open_draft.newer_draft = open_draft.newer_draft, 0, None
            st.rerun()
        if st.button("Keep this text"):
            # With the other's revision, the next report is stored over it.
            open_draft.draft = replace(open_draft.draft, revision=open_draft.newer_draft.revision)
            open_draft.newer_draft = None
            st.rerun()


def has_unpublished_changes(open_draft: OpenDraft) -> bool:
    """Tell whether the text differs from the version it was started from."""
    if not open_draft.draft.base:
        return bool(open_draft.draft.text.strip())
    return open_draft.draft.text != publishing.load_text(
        session.get_workspace(), open_draft.draft.deck, open_draft.draft.base
    )


def has_stored_draft(deck_id: str) -> bool:
    """Tell whether this learner has a stored draft of a deck (`NEW_DECK`: of a new one) that is not published."""
    draft = drafts.load_draft(session.get_workspace(), session.get_learner(), deck_id)
    return draft is not None and has_unpublished_changes(OpenDraft(draft))


def list_deck_titles() -> dict[str, str]:
    """Return deck ids and titles, the new deck last."""
    decks = {
        card.id: card.title for card in audience.list_visible_decks(session.get_workspace(), session.get_learner())
    }
    return {**decks, NEW_DECK: "A new deck"}
