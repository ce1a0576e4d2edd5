"""Publish: what it would do to histories, the author's answers, and the meeting with somebody else's version."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from deck.versioning.matching import Match
from errors import UserError
from services.library import catalog, drafts, matching, publishing
from ui import messages, navigation, session
from ui.author import desk, versions
from ui.author.desk import Desk
from ui.text import inline

KEEP, FRESH = "Edited: keep its history", "A new question"
MOST_SHOWN = 50


def show(here: Desk) -> None:
    """The view."""
    _told()
    conflict = st.session_state.get("conflict")
    if isinstance(conflict, publishing.ConflictError) and conflict.theirs.number != here.draft.base:
        _conflict(here, conflict)
        return
    if not desk.unpublished(here):
        messages.empty("Nothing to publish", "The text is the newest version already. Write something first.")
        return
    deck = desk.parsed(here.draft.text)
    errors = sum(p.severity == "error" for p in deck.problems)
    if errors:
        st.warning(
            f"{errors} {'error is' if errors == 1 else 'errors are'} left: something is lost for the learner. "
            "You can publish all the same.",
            icon=":material/error:",
        )
    slug = here.draft.deck or _name(here)
    chosen = _questions(here, slug)
    _changes(here)
    author = st.text_input("Your name", value=_author(deck), max_chars=80)
    note = st.text_input("What changed, in a few words", max_chars=200, key="note")
    if st.button("Publish", type="primary", icon=":material/publish:", disabled=not slug):
        _publish(here, slug, author, note, chosen)


def _author(deck: Deck) -> str:
    """Who published last here, else the learner's own name, else who the deck says."""
    return str(session.preference("author") or session.preference("name") or deck.meta.author)


def _told() -> None:
    if said := st.session_state.pop("published", None):
        st.success(said, icon=":material/check_circle:")
        navigation.link("topics", "Read it", icon=":material/menu_book:")


def _name(here: Desk) -> str:
    """The id of a new deck. A name that is taken is refused: that deck has its own desk."""
    wish = st.text_input(
        "Name of the deck", value=st.session_state.get("new name") or desk.parsed(here.draft.text).title, max_chars=80
    )
    if not wish.strip():
        return ""
    slug = catalog.slug_of(wish)
    if slug in desk.shelf():
        st.warning(f"There is a deck “{inline(desk.shelf()[slug])}” of this name: open it above, or take another name.")
        return ""
    st.caption(f"Its address will be `?deck={slug}`.")
    return slug


def _questions(here: Desk, slug: str) -> dict[str, str]:
    """One list: edited questions, each with the default the author may change. What was chosen, by the new id."""
    planned = publishing.plan(session.workspace(), slug, desk.parsed(here.draft.text))
    _summary(planned)
    chosen = {}
    for pair in planned.ask[:MOST_SHOWN]:
        chosen[pair.new.id] = _ask(pair)
    if len(planned.ask) > MOST_SHOWN:
        st.caption(f"{len(planned.ask) - MOST_SHOWN} more edited questions go by the same rule without being shown.")
    return chosen


def _summary(planned: matching.Plan) -> None:
    counts = (
        (len(planned.added), "new"),
        (sum(m.edited for m in planned.matching.matches), "edited"),
        (len(planned.removed), "taken out (retired, with their histories)"),
        (len(planned.returning), "back again (with their histories)"),
    )
    said = ", ".join(f"{n} {what}" for n, what in counts if n) or "no question changes"
    st.markdown(f":material/quiz: **Questions:** {said}.")


def _ask(pair: Match) -> str:
    with st.container(border=True):
        st.markdown(
            f"**Now, line {pair.new.line}:** {inline(pair.new.prompt)}  \n**Before:** {inline(pair.old.prompt)}"
        )
        st.caption(f"{pair.why}, {pair.score:.0%} alike")
        answer = st.radio(
            "What is it?",
            (KEEP, FRESH),
            index=0 if pair.keep else 1,
            horizontal=True,
            key=f"keep {pair.old.id} {pair.new.id}",
            label_visibility="collapsed",
        )
    return pair.old.id if answer == KEEP else matching.NEW


def _changes(here: Desk) -> None:
    if here.draft.base:
        with st.expander("What changed since the newest version", icon=":material/difference:"):
            before = publishing.text(session.workspace(), here.draft.deck, here.draft.base)
            found = publishing.compare_texts(before, here.draft.text, (f"version {here.draft.base}", "your text"))
            versions.draw(found)


def _publish(here: Desk, slug: str, author: str, note: str, chosen: dict[str, str]) -> None:
    try:
        made = publishing.publish(
            session.workspace(),
            session.learner(),
            slug,
            here.draft.text,
            base=here.draft.base,
            now=session.now(),
            author=author.strip(),
            note=note.strip(),
            chosen=chosen,
        )
    except publishing.ConflictError as conflict:
        st.session_state["conflict"] = conflict
        st.rerun()
    except UserError as error:
        messages.failed(error)
        return
    drafts.drop(session.workspace(), session.learner(), here.draft.deck)
    session.prefer(author=author.strip() or None)
    session.choose(slug)
    st.session_state.pop("desk", None)
    st.session_state["author deck"] = slug
    st.session_state["published"] = f"Version {made.number} is published."
    st.rerun()


def _conflict(here: Desk, conflict: publishing.ConflictError) -> None:
    """Somebody else published: join the two, by line."""
    messages.failed(conflict)
    merged = conflict.merged
    places = f"{merged.conflicts} place{'' if merged.conflicts == 1 else 's'}"
    if merged.conflicts:
        st.markdown(
            f"Both of you changed the same lines in {places}; there both stand between marks `<<<<<<<` and `>>>>>>>`."
        )
    else:
        st.markdown("You changed different lines: both edits fit together without a conflict.")
    with st.container(horizontal=True):
        if st.button("Join both in the editor", type="primary", icon=":material/merge:"):
            desk.load(here, merged.text, conflict.theirs.number)
            _go_on()
        if st.button("Take theirs, drop mine"):
            desk.load(here, conflict.text, conflict.theirs.number)
            _go_on()
    base = publishing.text(session.workspace(), here.draft.deck, here.draft.base) if here.draft.base else ""
    known = f"version {here.draft.base}" if here.draft.base else "nothing"
    left, right = st.columns(2)
    for column, title, text in (
        (left, "What you changed", here.draft.text),
        (right, "What they changed", conflict.text),
    ):
        with column:
            st.subheader(title)
            versions.draw(publishing.compare_texts(base, text, (known, title.lower())), expanded=True)


def _go_on() -> None:
    st.session_state.pop("conflict", None)
    st.session_state["author view next"] = "Write"
    st.rerun()
