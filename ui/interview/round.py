"""A round under way: the question with its clock, then its key points to check, then the next question."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import streamlit as st

from errors import UserError
from mock_interview.model import PART_TITLES, RoundTurn, TurnRole
from mock_interview.next_question import GRACE, compute_budget
from services.interview import interviewer_voice, rounds, transcriber
from services.interview.rounds import AnswerGiven, InterviewRound
from ui import messages, session
from ui.components import page_parts
from ui.deck_text.safe_markdown import draw_markdown, sanitize_inline, strip_markup
from ui.interview import components
from ui.practice import hotkeys

REVIEW = "interview-review"
POINT_KEYS = "qwetyiop"  # the upper row of letters without R and U, as for typed answers
_SURE = {25: "Guessed", 50: "Unsure", 75: "Fairly sure", 100: "Certain"}
_ROLE_NAMES: dict[TurnRole, str] = {
    "main": "",
    "follow_up": "Follow-up question",
    "deeper": "Follow-up question, deeper",
    "help": "With a hint",
    "interruption": "The interviewer interrupts",
}


def draw_round(mock_round: InterviewRound) -> None:
    """Draw the question that is asked now, or the answers to check."""
    turn = mock_round.current
    # While answers are checked there is no question: one is still in the part of the last.
    with st.container(key="scroll-place"):
        _draw_place(mock_round, turn or mock_round.turns[-1])
    _draw_notice()
    # Once for each question, and once for its check.
    page_parts.scroll_to("place", f"{mock_round.key}-{len(mock_round.turns)}-{turn is None}")
    if turn is not None:
        _draw_question(mock_round, turn)
    else:
        _draw_review(mock_round)
    with st.expander("End the round here", icon=":material/stop_circle:"):
        st.markdown("Your answers so far count, and the scorecard is made from them.")
        if st.button("End the round"):
            rounds.finish_round(
                session.get_workspace(), session.make_practice_learner("interview"), mock_round.key, session.get_now()
            )
            st.rerun()


def _draw_place(mock_round: InterviewRound, turn: RoundTurn) -> None:
    """Draw where in the round one is."""
    part = mock_round.plan.parts[turn.part]
    title = PART_TITLES[part.kind]
    if part.title and part.title != title:
        title = f"{title}: {sanitize_inline(part.title)}"
    st.markdown(f"# {title}")
    role_name = _ROLE_NAMES[turn.role]
    st.caption(
        f"Part {turn.part + 1} of {len(mock_round.plan.parts)} · {part.minutes} min"
        + (f" · {role_name}" if role_name else "")
    )


def _draw_notice() -> None:
    """Draw what happened on the way here: a model or a judge that failed."""
    if notice := st.session_state.get("interview-notice"):
        st.caption(f":material/info: {sanitize_inline(notice)}")


def _draw_question(mock_round: InterviewRound, turn: RoundTurn) -> None:
    prompt = strip_markup(turn.question.prompt)
    if turn.role == "interruption":
        prompt = f"Let me stop you there. {prompt}"
    # What earlier questions of the same part have used up is taken off this one's time.
    asked_here = [other_turn for other_turn in mock_round.turns if other_turn.part == turn.part]
    data = {
        "round": mock_round.key,
        "number": turn.number,
        "title": f"Question {turn.number}",
        "prompt": prompt,
        "hidden": bool(st.session_state.get("interview-hidden")),
        "budget": compute_budget(mock_round.plan, asked_here),
        "grace": GRACE,
        "interrupts": mock_round.interrupts and turn.role != "interruption",  # nobody is interrupted twice in a row
        "spent": sum(other_turn.seconds for other_turn in mock_round.turns if other_turn.answered),
        "total": mock_round.plan.minutes,
        "recogniser": transcriber.describe_host(),
    }
    report = components.draw_question(data, _speak(turn, prompt), key=f"interview-question-{mock_round.key}")
    if report is None:
        return
    number, answer = report
    _save_answer(mock_round, number, answer)


@st.cache_data(max_entries=64, show_spinner=False)
def _speak_cached(learner: int, deck: str, prompt: str, voice_choice: str, data: str) -> bytes | None:
    """Return the question as sound. `voice_choice` and `data` (the folder) are there to be parts of the cache's key."""
    del voice_choice, data
    try:
        spoken_deck = session.load_deck_by_id(deck) if deck else None
    except UserError:  # it was removed: the question is spoken without the deck's own pronunciations
        spoken_deck = None
    return interviewer_voice.speak_prompt(session.get_workspace(), learner, spoken_deck, prompt)


def _speak(turn: RoundTurn, prompt: str) -> bytes | None:
    """Return the question as sound, made once; in the voice that Listen uses now."""
    voice_choice = repr(session.get_preference("listening"))
    return _speak_cached(
        session.get_learner(), turn.question.deck, prompt, voice_choice, str(session.get_workspace().data)
    )


def _save_answer(mock_round: InterviewRound, number: int, answer: AnswerGiven) -> None:
    try:
        _, notice = rounds.answer_question(
            session.get_workspace(), session.get_learner(), mock_round.key, number, answer, uuid.uuid4().hex
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state["interview-notice"] = notice
    st.rerun()


def _draw_review(mock_round: InterviewRound) -> None:
    """Draw the key points of what was answered last, ticked in advance where there is text, and ask how sure one was."""
    unchecked = mock_round.unchecked
    if not unchecked:  # a finished part of a round that another tab has moved on
        st.rerun()
    keys: dict[str, tuple[str, ...]] = {"Enter": ("interview-next",)}
    parts_place = page_parts.draw_place()
    with st.container(key=REVIEW):
        st.markdown("### What did you say?")
        st.caption(
            "Tick what you said. Points that are already ticked were found in your text; correct any that are wrong."
        )
        ticks: dict[int, list[bool]] = {}
        sure: dict[int, int | None] = {}
        letters = iter(POINT_KEYS)
        for turn in unchecked:
            draw_markdown(f"**{' '.join(turn.question.prompt.split())}**")
            ticks[turn.number] = _draw_points(mock_round, turn, letters, keys)
            key = f"sure-{mock_round.key}-{turn.number}"
            sure[turn.number] = st.segmented_control(
                "How sure were you?", list(_SURE), format_func=_SURE.__getitem__, key=key
            )
            if turn is unchecked[-1]:  # digits are for one question; it is the one that was answered last
                keys.update({str(place): (f"{key}#{place}",) for place in range(1, len(_SURE) + 1)})
            _draw_model_answer(turn)
        if st.button("Next question `Enter`", key="interview-next", type="primary"):
            _go_on(mock_round, ticks, sure)
    with parts_place:
        page_parts.ask_for_parts(**hotkeys.describe_keys(keys, card=REVIEW, status="Check what you said"))


def _draw_points(
    mock_round: InterviewRound, turn: RoundTurn, letters: Iterator[str], keys: dict[str, tuple[str, ...]]
) -> list[bool]:
    """Draw a box for each key point; return which are ticked. `letters` are those not given to a box yet, `keys` gets them."""
    ticked = []
    if not turn.marks:
        st.caption("This question has no key points to check.")
    for place, mark in enumerate(turn.marks):
        letter = next(letters, "")
        key = f"said-{mock_round.key}-{turn.number}-{place}"
        if letter:
            keys[letter] = (key,)
        label = sanitize_inline(mark.point) + (f" `{letter}`" if letter else "")
        ticked.append(st.checkbox(label, value=bool(mark.said), key=key))
        if mark.quote and mark.suggested is not False:
            st.caption(f"{'Your words' if mark.suggested else 'Perhaps meant by'}: *{sanitize_inline(mark.quote)}*")
    return ticked


def _draw_model_answer(turn: RoundTurn) -> None:
    if turn.question.answer:
        with st.expander("What the author would say", icon=":material/key:"):
            draw_markdown(turn.question.answer)


def _go_on(mock_round: InterviewRound, ticks: dict[int, list[bool]], sure: dict[int, int | None]) -> None:
    try:
        checked = rounds.check_answers(
            session.get_workspace(),
            session.make_practice_learner("interview"),
            mock_round.key,
            ticks,
            sure,
            uuid.uuid4().hex,
            session.get_now(),
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state["interview-notice"] = checked.notice
    st.rerun()
