"""Suggestions: the mentor's queue. What each would change, what it does to histories; accept, edit and accept, decline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from deck.model import Problem
from errors import UserError
from files import make_portable_stem
from services.library import publishing, suggestion_patches, suggestion_queue
from services.library.suggestion_queue import BatchReview, QueueEntry, SuggestionReview
from services.library.suggestions import MAX_REASON_LETTERS
from ui import date_format, messages, session
from ui.author.draft_session import OpenDraft
from ui.author.state_keys import OPEN_DRAFT_KEY
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown, strip_markup

# Entries in the list: each is joined with the newest version when the list is drawn.
MAX_LISTED = 100
# Lines of a diff: what a mentor can read; the patch has all of them.
MAX_LINES = 400
# Problems, histories and rivals told one by one; how many more there are is said.
MAX_SENTENCES = 20
# Letters of a title in the list: one line at 1280 pixels.
MAX_TITLE_LETTERS = 100
MAX_REASON_SHOWN = 60  # letters, behind a name that is not the only one of its kind
_KIND_TITLES = {"edit": "change", "wording": "wording of a key point", "answer": "answer"}
# As in `services.library.suggestion_queue`: they are shown by their numbers, or a diff could lie.
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
DONE = "suggestion decided"


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view."""
    if sentence := st.session_state.pop(DONE, None):
        st.success(sentence, icon=":material/check_circle:")
    if not open_draft.draft.base:
        messages.show_empty("No suggestions yet", "Publish the deck. Learners can then suggest changes to it.")
        return
    deck_id = open_draft.draft.deck
    entries = suggestion_queue.list_queue(session.get_workspace(), session.get_learner(), deck_id)
    if not entries:
        messages.show_empty(
            "No suggestions",
            "Learners suggest changes on Practice, Topics and Incidents. Wordings and answers that they offer appear here too.",
        )
        return
    st.caption(f"{len(entries):,} waiting, in the order of the deck.")
    listed = pager.select_range(entries, MAX_LISTED, "suggestions", f"queue {deck_id}")
    _show_entry(deck_id, _choose_entry(deck_id, listed), {other.key: other for other in entries})
    if len(listed) > 1:
        _show_batch(deck_id, listed)
    _show_patch_form(deck_id, listed)


def _name_entries(entries: Sequence[QueueEntry]) -> dict[str, str]:
    """Return each entry's name in a list, by its key: with the reason, and a number, where several have the same name."""
    names = {entry.key: _name_entry(entry) for entry in entries}
    counts = Counter(names.values())
    for entry in entries:
        if counts[names[entry.key]] > 1 and entry.reasons:
            names[entry.key] += f": {_shorten(entry.reasons[0].rstrip('.'), MAX_REASON_SHOWN)}"
    counts, numbers = Counter(names.values()), Counter[str]()
    for key, name in names.items():
        if counts[name] > 1:
            numbers[name] += 1
            names[key] = f"{name}, {numbers[name]} of {counts[name]}"
    return names


def _choose_entry(deck_id: str, entries: Sequence[QueueEntry]) -> QueueEntry:
    """Draw the list of what waits; return the entry that is looked at."""
    by_key = {entry.key: entry for entry in entries}
    names = _name_entries(entries)
    selected_key = st.selectbox(
        "Suggestion",
        list(by_key),
        format_func=names.__getitem__,
        key=f"suggestion {deck_id} {hash(tuple(by_key))}",  # a list that changed begins at its first entry
        label_visibility="collapsed",
    )
    return by_key[str(selected_key)]


def _name_entry(entry: QueueEntry) -> str:
    short = _shorten(strip_markup(entry.title), MAX_TITLE_LETTERS)
    people = f" ({entry.people} learners)" if entry.people > 1 else f" ({entry.names[0]})" if entry.names else ""
    return f"Line {entry.first}, {_KIND_TITLES[entry.kind]}: {short}{people}"


def _shorten(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[:letters]}…"


def _show_entry(deck_id: str, entry: QueueEntry, by_key: dict[str, QueueEntry]) -> None:
    ws, mentor = session.get_workspace(), session.get_learner()
    with st.container(border=True, key="suggestion-entry"):
        _show_who(entry)
        try:
            review = suggestion_queue.review_entry(ws, mentor, deck_id, entry.key)
        except UserError as error:
            messages.show_error(error)
            return
        _show_rivals(entry, [by_key[key] for key in entry.rivals[:MAX_SENTENCES] if key in by_key])
        edited = _edit_place(entry, review)
        if edited is not None:
            review = suggestion_queue.review_entry(ws, mentor, deck_id, entry.key, edited)
        if edited is not None and review.obstacle:
            st.warning(escape_markdown(review.obstacle), icon=":material/merge:")
        _show_review(review, is_edited=edited is not None)
        _show_decision(deck_id, entry, review, edited)


def _show_rivals(entry: QueueEntry, rivals: Sequence[QueueEntry]) -> None:
    """Say what else would change the same lines: by its people alone where the rest of its name is this entry's."""
    alike = [rival for rival in rivals if rival.names and (rival.title, rival.first) == (entry.title, entry.first)]
    if alike:
        people = ", ".join(escape_markdown(name) for rival in alike for name in rival.names)
        st.caption(f":material/call_split: Others who change the same place: {people}")
    for rival in rivals:
        if rival not in alike:
            st.caption(f":material/call_split: The same place: {escape_markdown(_name_entry(rival))}")


def _show_who(entry: QueueEntry) -> None:
    if entry.kind == "edit":
        names = ", ".join(escape_markdown(name) for name in entry.names)
        when = date_format.format_moment_day(entry.created_at, session.get_zone()) if entry.created_at else ""
        st.markdown(f"**{names}** · {when} · for version {entry.base}")
        for reason in dict.fromkeys(entry.reasons):
            st.markdown(f"> {escape_markdown(reason)}")
        return
    people = "A learner says" if entry.people == 1 else f"{entry.people} learners say"
    st.markdown(f"{people}, without a name:")
    st.code(_reveal(entry.offer), language=None, wrap_lines=True)


def _edit_place(entry: QueueEntry, review: SuggestionReview) -> str | None:
    """Draw the place's text where the mentor wants to edit it; return it, None where they do not."""
    must_edit = bool(review.obstacle)
    if must_edit:
        st.warning(f"{escape_markdown(review.obstacle)} Edit the text, or decline.", icon=":material/merge:")
    if not st.toggle("Edit before accepting", value=must_edit, key=f"edit {entry.key} {review.version}"):
        return None
    start = review.after
    if entry.kind == "answer" and must_edit:
        start = f"{review.before}\n\n{entry.offer}"
    text = st.text_area(
        "Markdown",
        value=start,
        height=min(600, 100 + 24 * (start.count("\n") + len(start) // 80)),
        key=f"edited {entry.key} {review.version}",
        label_visibility="collapsed",
    )
    return text


def _show_review(review: SuggestionReview, *, is_edited: bool) -> None:
    if review.is_rebased and not review.obstacle and not is_edited:
        st.caption(":material/merge: The deck has changed since. The suggestion still fits the newest version.")
    _show_effect(review)


def _show_effect(review: SuggestionReview | BatchReview) -> None:
    """Draw what accepting changes: the lines, what the reader says of them, and the histories."""
    if not review.diff:
        st.markdown("The text stays as it is.")
    else:
        st.code(_reveal("\n".join(review.diff[:MAX_LINES])), language="diff", wrap_lines=True)
        if len(review.diff) > MAX_LINES:
            st.caption(f"The first {MAX_LINES} lines of {len(review.diff)}.")
    for warning in review.warnings[:MAX_SENTENCES]:
        st.warning(warning, icon=":material/visibility_off:")
    _show_problems(review.problems)
    if review.histories:
        st.markdown("\n".join(f"- {escape_markdown(sentence)}" for sentence in review.histories[:MAX_SENTENCES]))
        if len(review.histories) > MAX_SENTENCES:
            st.caption(f"And {len(review.histories) - MAX_SENTENCES} more.")
    else:
        st.caption(":material/history: No history changes.")


def _show_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:MAX_SENTENCES]:
        sentence = escape_markdown(f"Line {problem.line}: {problem.message} {problem.remedy}".strip())
        (st.error if problem.severity == "error" else st.warning if problem.severity == "warning" else st.info)(
            sentence, icon=":material/rule:"
        )
    if len(problems) > MAX_SENTENCES:
        hidden = len(problems) - MAX_SENTENCES
        st.caption(f"And {hidden} more problem{'' if hidden == 1 else 's'}.")


def _show_decision(deck_id: str, entry: QueueEntry, review: SuggestionReview, edited: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(
            "Accept and publish" if edited is None else "Accept as edited",
            key=f"accept {entry.key}",
            type="primary",
            icon=":material/check:",
            disabled=bool(review.obstacle),
        ):
            _accept(deck_id, entry, review, edited)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(
            "Reason for declining", max_chars=MAX_REASON_LETTERS, key=f"reply {entry.key}", help="The learner is told."
        )
        if st.button("Decline", key=f"decline {entry.key}", icon=":material/close:"):
            _decline(deck_id, entry, reason)


def _accept(deck_id: str, entry: QueueEntry, review: SuggestionReview, edited: str | None) -> None:
    try:
        version = suggestion_queue.accept_entry(
            session.get_workspace(),
            session.get_learner(),
            deck_id,
            entry.key,
            version=review.version,
            now=session.get_now(),
            text=edited,
            author=str(session.get_preference("author") or session.get_preference("name") or ""),
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[DONE] = f"Accepted: version {version.number} is published."
    _refresh_unchanged_draft(deck_id)
    st.rerun()


def _refresh_unchanged_draft(deck_id: str) -> None:
    """Open the new version in the editor, unless there is a draft with changes of its own."""
    current = st.session_state.get(OPEN_DRAFT_KEY)
    if isinstance(current, OpenDraft) and current.draft.deck == deck_id:
        published = publishing.load_text(session.get_workspace(), deck_id, current.draft.base)
        if current.draft.text == published:
            st.session_state.pop(OPEN_DRAFT_KEY)


def _decline(deck_id: str, entry: QueueEntry, reason: str) -> None:
    try:
        suggestion_queue.decline_entry(
            session.get_workspace(), session.get_learner(), deck_id, entry.key, reason, session.get_now()
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[DONE] = "Declined."
    st.rerun()


def _show_batch(deck_id: str, entries: Sequence[QueueEntry]) -> None:
    """Draw the way to accept several as one version: a box for each, what they would do together, and the button."""
    form = st.expander("Accept several together", icon=":material/check:", key="batch", on_change="rerun")
    if not form.open:
        return
    with form:
        st.markdown(
            "Tick the ones that you want. They become one version, and its note names everybody who suggested them."
        )
        names = _name_entries(entries)
        ticked = [key for key, name in names.items() if st.checkbox(escape_markdown(name), key=f"tick {key}")]
        if len(ticked) < 2:
            return
        review = suggestion_queue.review_entries(session.get_workspace(), session.get_learner(), deck_id, ticked)
        for sentence in review.conflicts[:MAX_SENTENCES]:
            st.warning(f"{escape_markdown(sentence)} Untick it here, and edit it above.", icon=":material/merge:")
        _show_effect(review)
        if st.button(
            f"Accept {len(ticked)} and publish",
            key="accept batch",
            type="primary",
            icon=":material/check:",
            disabled=bool(review.conflicts),
        ):
            _accept_batch(deck_id, ticked, review.version)


def _accept_batch(deck_id: str, keys: Sequence[str], version: int) -> None:
    try:
        new_version = suggestion_queue.accept_entries(
            session.get_workspace(),
            session.get_learner(),
            deck_id,
            keys,
            version=version,
            now=session.get_now(),
            author=str(session.get_preference("author") or session.get_preference("name") or ""),
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[DONE] = f"Accepted {len(keys)} suggestions: version {new_version.number} is published."
    _refresh_unchanged_draft(deck_id)
    st.rerun()


def _show_patch_form(deck_id: str, entries: Sequence[QueueEntry]) -> None:
    """Draw the download of one suggestion or several as a patch."""
    names = _name_entries(entries)
    with st.expander("Download as a patch", icon=":material/difference:"):
        st.markdown("For a deck that is kept in git: `git am FILE`, `git apply FILE` or `python -m deck apply FILE`.")
        selected_keys = st.multiselect("Suggestions", list(names), default=list(names), format_func=names.__getitem__)
        if not selected_keys:
            return
        patch = suggestion_patches.write_patch(
            session.get_workspace(), session.get_learner(), deck_id, selected_keys, session.get_now()
        )
        for sentence in patch.left_out:
            st.warning(escape_markdown(sentence), icon=":material/merge:")
        if patch.text:
            st.download_button(
                "Download",
                patch.text,
                file_name=f"{make_portable_stem(deck_id)}.patch",
                mime="text/x-diff",
                icon=":material/download:",
                on_click="ignore",
            )


def _reveal(text: str) -> str:
    """Return a text with the numbers of characters that show nothing or turn the direction of writing."""
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
