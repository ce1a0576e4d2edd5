"""The text on the mentor's desk: which deck, which draft, and how it is kept as it is typed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st

import deck as reader
from deck.model import Deck
from errors import UserError
from services.library import catalog, drafts, publishing
from services.library.drafts import NEW_DECK, Draft
from ui import messages, session
from ui.editor import Said


@dataclass
class Desk:
    """What this browser session has open. `kept` is the number of the editor's report that was stored last."""

    draft: Draft
    kept: int = 0
    line: int = 1
    other: Draft | None = None


@lru_cache(maxsize=16)
def parsed(text: str) -> Deck:
    """Reading a text twice gives the same deck, so a rerun need not read it again."""
    return reader.parse(text)


def opened(deck_id: str) -> Desk:
    """The desk of this session: the draft as it was last kept, or the newest version."""
    known = st.session_state.get("desk")
    if isinstance(known, Desk) and known.draft.deck == deck_id:
        return known
    draft = drafts.read(session.workspace(), session.learner(), deck_id) or fresh(deck_id)
    made = Desk(draft)
    st.session_state["desk"] = made
    return made


def fresh(deck_id: str) -> Draft:
    """A draft that begins at the newest version, or at nothing for a new deck."""
    base = publishing.newest(session.workspace(), deck_id) if deck_id != NEW_DECK else 0
    text = publishing.text(session.workspace(), deck_id, base) if base else ""
    return Draft(deck_id, base, text, uuid.uuid4().hex)


def load(here: Desk, text: str, base: int | None = None) -> None:
    """Put another text on the desk, and keep it as the draft."""
    new_base = here.draft.base if base is None else base
    here.draft = replace(here.draft, text=text, base=new_base, token=uuid.uuid4().hex, revision=here.draft.revision + 1)
    here.kept, here.line, here.other = 0, 1, None
    drafts.keep(session.workspace(), session.learner(), here.draft)


def reset(here: Desk) -> None:
    """Back to the newest version; the draft is forgotten."""
    drafts.drop(session.workspace(), session.learner(), here.draft.deck)
    st.session_state["desk"] = Desk(fresh(here.draft.deck))


def take(here: Desk, said: Said | None) -> None:
    """Keep what the editor reported, unless another window wrote to this draft meanwhile."""
    if said is None:
        return
    here.line = said.line
    if said.text == here.draft.text:
        here.kept = said.number
        return
    stored = drafts.read(session.workspace(), session.learner(), here.draft.deck)
    if stored and stored.revision != here.draft.revision and stored.text != said.text:
        here.other = stored
        return
    here.draft = replace(here.draft, text=said.text, revision=here.draft.revision + 1)
    try:
        drafts.keep(session.workspace(), session.learner(), here.draft)
    except UserError as error:
        messages.failed(error)
        return
    here.kept = said.number


def other_window(here: Desk) -> None:
    """Say that the draft was changed in another window, and let the mentor choose."""
    if here.other is None:
        return
    st.warning(
        "This draft was changed in another window since it was opened here. Nothing was overwritten.",
        icon=":material/tab_duplicate:",
    )
    with st.container(horizontal=True):
        if st.button("Take the other window's text"):
            here.draft, here.kept, here.other = here.other, 0, None
            st.rerun()
        if st.button("Keep what stands here"):
            here.draft = replace(here.draft, revision=here.other.revision)
            here.other = None
            st.rerun()


def unpublished(here: Desk) -> bool:
    """Whether the text differs from the version it was begun from."""
    if not here.draft.base:
        return bool(here.draft.text.strip())
    return here.draft.text != publishing.text(session.workspace(), here.draft.deck, here.draft.base)


def held(deck_id: str) -> bool:
    """Whether this learner keeps a draft of a deck (`NEW_DECK`: of a new one) that is not published."""
    kept = drafts.read(session.workspace(), session.learner(), deck_id)
    return kept is not None and unpublished(Desk(kept))


def shelf() -> dict[str, str]:
    """Deck ids and titles, the new one last."""
    decks = {card.id: card.title for card in catalog.decks(session.workspace())}
    return {**decks, NEW_DECK: "A new deck"}
