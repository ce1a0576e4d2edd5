"""A typed answer on the screen: written first, then held against the key points; every verdict can be corrected."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from deck.model import Deck
from quiz.answers.suggestion import is_mostly_undecided, suggest_typed_grade
from quiz.answers.verdict import Evidence, Judgement, PointOutcome, PointVerdict
from quiz.exercises.typed import TypedExercise
from quiz.scheduler import Rating
from services.practice import judging
from ui import session
from ui.deck_text.safe_markdown import draw_heading, sanitize_inline
from ui.exercises import recall
from ui.practice import practice_session
from ui.practice.practice_session import PracticeSession

# About five minutes of typing: an answer that is longer is no answer in an interview.
MAX_ANSWER_LETTERS = 4000
# Each corrects the verdict on one point. The upper row of letters without R and U, which mean something else already.
POINT_KEYS = "qwetyiop"
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_MARKS = {
    "said": ":green[:material/check_circle:] Said",
    "not_said": ":gray[:material/radio_button_unchecked:] Not said",
    "unsure": ":orange[:material/help:] Can’t tell",
}
_OPPOSITE_MARK = ":red[:material/cancel:] The opposite"


def draw_question(exercise: TypedExercise, deck: Deck, key: str) -> str | None:
    """Draw the question and a place to write; return what was written, None for nothing."""
    del deck
    draw_heading("####", exercise.prompt)
    field = f"written-{key}"
    if not practice_session.load_session().revealed:
        st.text_area(
            "Your answer",
            key=field,
            height=140,
            max_chars=MAX_ANSWER_LETTERS,
            placeholder="In your own words, as you would say it. Ctrl+Enter when you are done.",
        )
        if privacy := judging.describe_privacy():
            st.caption(f":material/cloud_upload: {sanitize_inline(privacy)}")
    if field in st.session_state:  # what a field said is gone once it is not drawn any more
        st.session_state[_build_answer_key(key)] = st.session_state[field].strip()
    return st.session_state.get(_build_answer_key(key)) or None


def draw_answer(exercise: TypedExercise, deck: Deck, response: str | None) -> Rating | None:
    """Draw a verdict for each point, the answer with the words that count, the model answer; return the suggested grade."""
    if response is None:
        recall.draw_answer(exercise, deck, None)
        return None
    practice = practice_session.load_session()
    judgement = _judge(practice, exercise, deck, response)
    if judgement.notice:
        st.caption(f":material/info: {sanitize_inline(judgement.notice)}")
    # By what the judge said, not by the corrections: the form of the page stays the same while one ticks.
    is_checklist = is_mostly_undecided([point.outcome for point in judgement.points])
    if is_checklist:
        _draw_checklist(practice, exercise, judgement, response)
    else:
        _draw_verdicts(practice, exercise, judgement, response)
    if (near := judgement.near_wrong) is not None:
        why = f" {sanitize_inline(near.reason)}" if near.reason else ""
        st.warning(
            f"**Near a common wrong answer:** {sanitize_inline(near.text)}"
            + (f"  \n**Why it is wrong:**{why}" if why else ""),
            icon=":material/warning:",
        )
    st.markdown("**Your answer**")
    st.markdown(_highlight(response, judgement.points, practice.outcomes))
    # The points stand above already, and so does the wrong answer that this one is near.
    others = tuple(wrong for wrong in exercise.wrong_answers if near is None or wrong.text != near.text)
    recall.draw_answer(replace(exercise, key_points=(), wrong_answers=others), deck, None)
    # The checklist is the learner's own count: nothing is suggested beside it.
    return None if is_checklist else _suggest(judgement, practice.outcomes)


def _judge(practice: PracticeSession, exercise: TypedExercise, deck: Deck, response: str) -> Judgement:
    """Return the judgement on this answer, made once; the verdicts start as the judge gave them, or as before an undo."""
    if practice.judgement is None:
        practice.judgement = judging.judge_typed_answer(
            session.get_workspace(), practice.learner.id, practice.shown_deck, deck, exercise.card.source, response
        )
        before = dict(practice.points or ())
        practice.outcomes = [
            point.outcome if (was_said := before.get(point.point)) is None else "said" if was_said else "not_said"
            for point in practice.judgement.points
        ]
        practice.first_outcomes = tuple(practice.outcomes)
        _note_points(practice)
    return practice.judgement


def _note_points(practice: PracticeSession) -> None:
    """Keep what the log will hold of the answer: the verdicts as they stand."""
    if practice.judgement is not None:
        said_by_outcome = {"said": True, "not_said": False, "unsure": None}
        practice.points = tuple(
            (p.point, said_by_outcome[o]) for p, o in zip(practice.judgement.points, practice.outcomes, strict=True)
        )


def _draw_verdicts(practice: PracticeSession, exercise: TypedExercise, judgement: Judgement, response: str) -> None:
    said_count = practice.outcomes.count("said")
    undecided = practice.outcomes.count("unsure")
    st.markdown(
        f"**{said_count} of {len(practice.outcomes)} point{'' if len(practice.outcomes) == 1 else 's'} said**"
        + (f", {undecided} undecided" if undecided else "")
        + ". Correct what is wrong: your verdict counts."
    )
    for place, (point, outcome) in enumerate(zip(judgement.points, practice.outcomes, strict=True)):
        turned: tuple[PointOutcome, ...] = ("not_said",) if outcome == "said" else ("said",)
        if outcome == "unsure":
            turned = ("said", "not_said")
        # The buttons stand below their point, however long it is: beside it they would be where the words leave room.
        with st.container(gap=None):
            st.markdown(_describe(point, outcome, response, corrected=outcome != point.outcome))
            with st.container(horizontal=True, gap="medium"):
                for verdict in turned:
                    first = verdict == turned[0]
                    key = f" `{POINT_KEYS[place]}`" if first and place < len(POINT_KEYS) else ""
                    st.button(
                        ("I said that" if verdict == "said" else "I didn’t say that") + key,
                        key=f"{'point' if first else 'other'}-{place}-{practice.token}",
                        type="tertiary",
                        help=f"Key {POINT_KEYS[place].upper()}" if key else None,
                        on_click=_correct,
                        args=(practice, exercise, place, verdict, response),
                    )
        _draw_kept(practice, exercise, place, point.point)


def _draw_checklist(practice: PracticeSession, exercise: TypedExercise, judgement: Judgement, response: str) -> None:
    """Draw the points to tick, where too little could be decided."""
    st.markdown("**Too little of this could be judged. Tick what you said.**")
    for place, point in enumerate(judgement.points):
        key = f"point-{place}-{practice.token}"
        letter = f" `{POINT_KEYS[place]}`" if place < len(POINT_KEYS) else ""
        st.checkbox(
            sanitize_inline(point.point) + letter,
            # The first verdict in every run: a value that follows the ticks would take back one that was made meanwhile.
            value=practice.first_outcomes[place] == "said",
            key=key,
            on_change=_tick,
            args=(practice, exercise, place, response),
        )
        _draw_kept(practice, exercise, place, point.point)


def _draw_kept(practice: PracticeSession, exercise: TypedExercise, place: int, point: str) -> None:
    """Show the learner's words that were kept for a point. Where people log in, they offer them to mentors or do not."""
    if place not in practice.kept_wordings:
        return
    wording = practice.kept_wordings[place]
    if not session.is_login_configured():
        st.caption(f"{_describe_kept(wording)} Mentors are shown it without your name.")
        return
    st.caption(_describe_kept(wording))
    key = f"offer-{place}-{practice.token}"
    st.checkbox(
        "Offer it to the mentors of this deck, without my name",
        key=key,
        on_change=lambda: judging.offer_wording(
            session.get_workspace(),
            practice.learner.id,
            practice.shown_deck,
            exercise.card.source,
            point,
            wording,
            offered=bool(st.session_state[key]),
        ),
    )


def _tick(practice: PracticeSession, exercise: TypedExercise, place: int, response: str) -> None:
    """Take a tick; with the first one, what is not ticked was not said."""
    ticked = bool(st.session_state[f"point-{place}-{practice.token}"])
    practice.outcomes = ["not_said" if outcome == "unsure" else outcome for outcome in practice.outcomes]
    _correct(practice, exercise, place, "said" if ticked else "not_said", response)


def _correct(
    practice: PracticeSession, exercise: TypedExercise, place: int, outcome: PointOutcome, response: str
) -> None:
    """Take the learner's verdict on a point, and keep the words if the judge did not know them."""
    if practice.judgement is None:
        return
    practice.outcomes[place] = outcome
    _note_points(practice)
    point = practice.judgement.points[place]
    ws, who, question = session.get_workspace(), practice.learner.id, exercise.card.source
    if place in practice.kept_wordings:
        judging.forget_wording(ws, who, practice.shown_deck, question, point.point, practice.kept_wordings.pop(place))
    if outcome == "said" and point.outcome != "said" and not point.contradicted:
        wording = judging.choose_wording(practice.judgement, place, response)
        kept_wording = judging.keep_wording(
            ws, who, practice.shown_deck, question, point.point, wording, session.get_now()
        )
        if kept_wording:
            practice.kept_wordings[place] = kept_wording


def _suggest(judgement: Judgement, outcomes: list[PointOutcome]) -> Rating | None:
    """Return the grade that the verdicts suggest as they stand now."""
    against = sum(p.contradicted and o == "not_said" for p, o in zip(judgement.points, outcomes, strict=True))
    return suggest_typed_grade(outcomes, contradicted=against)


def _describe(point: PointVerdict, outcome: PointOutcome, answer: str, *, corrected: bool) -> str:
    """Return a point with its verdict and the learner's words for it."""
    opposite = point.contradicted and outcome == "not_said"
    mark = _OPPOSITE_MARK if opposite else _MARKS[outcome]
    line = f"{mark}: {sanitize_inline(point.point)}"
    if corrected:
        return f"{line}  \n:small[corrected by you]"
    own = " … ".join(dict.fromkeys(_escape_answer(answer[e.start : e.end].replace("\n", " ")) for e in point.evidence))
    return f"{line}  \n:small[your words: *{own}*]" if own else line


def _describe_kept(wording: str) -> str:
    return f"Saved as your wording: “{_escape_answer(wording)}”. From now on it counts for you."


def _highlight(answer: str, points: tuple[PointVerdict, ...], outcomes: list[PointOutcome]) -> str:
    """Return the answer with the words that count for a point, those in doubt, and those that say the opposite."""
    styles = {"said": (":green-background[**", "**]"), "unsure": (":orange-background[*", "*]")}
    places: list[tuple[Evidence, tuple[str, str]]] = []
    for point, outcome in zip(points, outcomes, strict=True):
        marks = (":red-background[", "]") if point.contradicted and outcome == "not_said" else styles.get(outcome)
        places += [(place, marks) for place in point.evidence if marks]
    pieces, at = [], 0
    # Of places that overlap the first, and of those the longest. One that runs over a line's end cannot be marked.
    for place, (opening, closing) in sorted(places, key=lambda entry: (entry[0].start, -entry[0].end)):
        if place.start >= at and "\n" not in answer[place.start : place.end]:
            pieces += [
                _escape_answer(answer[at : place.start]),
                opening,
                _escape_answer(answer[place.start : place.end]),
                closing,
            ]
            at = place.end
    pieces.append(_escape_answer(answer[at:]))
    return "".join(pieces).replace("\n", "  \n")  # two spaces end a line in markdown


def _escape_answer(text: str) -> str:
    """Draw the learner's words as they are: no markup of theirs is read."""
    if "\n" in text:
        return "\n".join(map(_escape_answer, text.split("\n")))
    bare = sanitize_inline(_MARKUP.sub(r"\\\1", text))
    # What stands around a word stays: pieces of one sentence are put together again.
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{bare.strip()}{after}" if text.strip() else text


def _build_answer_key(key: str) -> str:
    return f"answer-{key}"
