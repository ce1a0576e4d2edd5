"""Publish: what it does to learners' histories, and the merge with somebody else's version."""

from __future__ import annotations

import streamlit as st

from deck.markdown.ids import slugify_file_name
from deck.model import Deck
from deck.versioning.matching import Match
from errors import UserError
from services.library import card_matching, drafts, publishing
from ui import messages, navigation, session
from ui.author import audience, draft_session, versions
from ui.author.draft_session import OpenDraft
from ui.author.state_keys import DECK_KEY, NEW_NAME_KEY, NEXT_VIEW_KEY, OPEN_DRAFT_KEY, PUBLISHED_KEY
from ui.deck_text.safe_markdown import sanitize_inline

KEEP_HISTORY, NEW_QUESTION = "Edited: keep history", "New question"
# Each edited question is a row with a choice: more would make the page slow, and the rule decides the others.
MAX_SHOWN = 50


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view."""
    _show_published_message()
    conflict = open_draft.conflict
    # Once both are merged in the editor, their version is the base, and the conflict is over.
    if conflict is not None and conflict.theirs.number != open_draft.draft.base:
        _show_conflict(open_draft, conflict)
        return
    if not draft_session.has_unpublished_changes(open_draft):
        messages.show_empty("Nothing to publish", "The text is the same as the newest version. Change something first.")
        return
    deck = draft_session.parse_text(open_draft.draft.text)
    errors = sum(p.severity == "error" for p in deck.problems)
    if errors:
        st.warning(
            f"{errors} {'error remains' if errors == 1 else 'errors remain'}: each one costs learners something. "
            "You can publish anyway.",
            icon=":material/error:",
        )
    slug = open_draft.draft.deck or _choose_name(open_draft)
    choices = _show_question_changes(open_draft, slug)
    _show_text_changes(open_draft)
    author = _choose_author(deck)
    note = st.text_input("What changed, in a few words", max_chars=200, key="note")
    private = not open_draft.draft.base and audience.ask_privacy()
    if st.button("Publish", type="primary", icon=":material/publish:", disabled=not slug):
        _publish_draft(open_draft, slug, author, note, choices, private=private)


def _choose_author(deck: Deck) -> str:
    """Draw the field for the author's name; where people log in the version names the person, and there is no field."""
    if session.is_login_configured():
        return ""
    return st.text_input("Your name", value=_suggest_author(deck), max_chars=80)


def _suggest_author(deck: Deck) -> str:
    """Return who published last here, else the learner's own name, else the author the deck names."""
    return str(session.get_preference("author") or session.get_preference("name") or deck.meta.author)


def _show_published_message() -> None:
    if summary := st.session_state.pop(PUBLISHED_KEY, None):
        st.success(summary, icon=":material/check_circle:")
        navigation.draw_link("topics", "Read it", icon=":material/menu_book:")


def _choose_name(open_draft: OpenDraft) -> str:
    """Draw the name field; return the id of a new deck. A name that is taken is refused."""
    name = st.text_input(
        "Name of the deck",
        value=st.session_state.get(NEW_NAME_KEY) or draft_session.parse_text(open_draft.draft.text).title,
        max_chars=80,
    )
    if not name.strip():
        return ""
    slug = slugify_file_name(name)
    titles = draft_session.list_deck_titles()
    if slug in titles:
        st.warning(
            f"A deck named “{sanitize_inline(titles[slug])}” already exists. Open it above, or choose another name."
        )
        return ""
    st.caption(f"Its address will be `?deck={slug}`.")
    return slug


def _show_question_changes(open_draft: OpenDraft, slug: str) -> dict[str, str]:
    """List the edited questions; return, by new id, which old question each one continues."""
    plan = publishing.plan_publication(
        session.get_workspace(), session.get_learner(), slug, draft_session.parse_text(open_draft.draft.text)
    )
    _show_summary(plan)
    choices = {}
    for pair in plan.uncertain[:MAX_SHOWN]:
        choices[pair.new.id] = _ask_about_edit(pair)
    if len(plan.uncertain) > MAX_SHOWN:
        hidden = len(plan.uncertain) - MAX_SHOWN
        words = "question follows the same rule and is" if hidden == 1 else "questions follow the same rule and are"
        st.caption(f"{hidden} more edited {words} not shown.")
    return choices


def _show_summary(plan: card_matching.HistoryPlan) -> None:
    counts = (
        (len(plan.added), "new"),
        (sum(m.is_edited for m in plan.matching.matches), "edited"),
        (len(plan.removed), "removed (retired, with their histories)"),
        (len(plan.returning), "restored (with their histories)"),
    )
    summary = ", ".join(f"{n} {label}" for n, label in counts if n) or "no question changes"
    st.markdown(f":material/quiz: **Questions:** {summary}.")


def _ask_about_edit(pair: Match) -> str:
    with st.container(border=True):
        st.markdown(
            f"**Now, line {pair.new.line}:** {sanitize_inline(pair.new.prompt)}  \n**Before:** {sanitize_inline(pair.old.prompt)}"
        )
        st.caption(f"{pair.reason}, {pair.score:.0%} alike")
        answer = st.radio(
            "What is it?",
            (KEEP_HISTORY, NEW_QUESTION),
            index=0 if pair.keeps_history else 1,  # what the rule decides when nobody is asked
            horizontal=True,
            key=f"keep {pair.old.id} {pair.new.id}",
            label_visibility="collapsed",
        )
    return pair.old.id if answer == KEEP_HISTORY else card_matching.NEW_QUESTION


def _show_text_changes(open_draft: OpenDraft) -> None:
    if open_draft.draft.base:
        with st.expander("What changed since the newest version", icon=":material/difference:"):
            before = publishing.load_text(session.get_workspace(), open_draft.draft.deck, open_draft.draft.base)
            comparison = publishing.compare_texts(
                before, open_draft.draft.text, (f"version {open_draft.draft.base}", "your text")
            )
            versions.draw_comparison(comparison)


def _publish_draft(
    open_draft: OpenDraft, slug: str, author: str, note: str, choices: dict[str, str], *, private: bool
) -> None:
    try:
        version = publishing.publish_text(
            session.get_workspace(),
            session.get_learner(),
            slug,
            open_draft.draft.text,
            base=open_draft.draft.base,
            now=session.get_now(),
            author=author.strip(),
            note=note.strip(),
            continuations=choices,
            private=private,
        )
    except publishing.ConflictError as conflict:
        open_draft.conflict = conflict
        st.rerun()
    except UserError as error:
        messages.show_error(error)
        return
    published = f"Version {version.number} is published."
    # It is published whatever becomes of the draft.
    try:
        drafts.delete_draft(session.get_workspace(), session.get_learner(), open_draft.draft.deck)
    except UserError as error:
        published += f" Its draft could not be deleted: {error}"
    if not session.is_login_configured():
        session.save_preferences(author=author.strip() or None)
    session.choose_deck(slug)
    # The next new deck begins without the name of this one, and with the version that was just published.
    st.session_state.pop(NEW_NAME_KEY, None)
    st.session_state.pop(OPEN_DRAFT_KEY, None)
    st.session_state[DECK_KEY] = slug
    st.session_state[PUBLISHED_KEY] = published
    st.rerun()


def _show_conflict(open_draft: OpenDraft, conflict: publishing.ConflictError) -> None:
    """Show what somebody else published meanwhile, and offer to merge the two, line by line."""
    messages.show_error(conflict)
    merged = conflict.merged
    places = f"{merged.conflicts} place{'' if merged.conflicts == 1 else 's'}"
    if merged.conflicts:
        st.markdown(
            f"You both changed the same lines in {places}. Both versions are kept there between the marks `<<<<<<<` "
            "and `>>>>>>>`."
        )
    else:
        st.markdown("You changed different lines. Both edits merge without a conflict.")
    with st.container(horizontal=True):
        if st.button("Merge both in the editor", type="primary", icon=":material/merge:"):
            draft_session.replace_text(open_draft, merged.text, conflict.theirs.number)
            _return_to_editor(open_draft)
        if st.button("Use theirs, discard mine"):
            draft_session.replace_text(open_draft, conflict.text, conflict.theirs.number)
            _return_to_editor(open_draft)
    base = (
        publishing.load_text(session.get_workspace(), open_draft.draft.deck, open_draft.draft.base)
        if open_draft.draft.base
        else ""
    )
    base_name = f"version {open_draft.draft.base}" if open_draft.draft.base else "nothing"
    left, right = st.columns(2)
    for column, title, text in (
        (left, "What you changed", open_draft.draft.text),
        (right, "What they changed", conflict.text),
    ):
        with column:
            st.header(title)
            versions.draw_comparison(publishing.compare_texts(base, text, (base_name, title.lower())), expanded=True)


def _return_to_editor(open_draft: OpenDraft) -> None:
    open_draft.conflict = None
    st.session_state[NEXT_VIEW_KEY] = "Write"
    st.rerun()
