"""After a round: score yourself first, then see what the evidence says, hear moments again, and know what to study."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from errors import UserError
from mock_interview.agreement import Agreement, measure_agreement
from mock_interview.rubric import SCORE_NAMES, RubricDimension
from mock_interview.scorecard import AnswerMeasures, DimensionResult, Finding, Scorecard, shorten_prompt
from services.interview import due_tomorrow, round_results, rounds
from services.interview.rounds import SELF, InterviewRound
from ui import date_format, messages, navigation, session
from ui.components import page_parts
from ui.deck_text.safe_markdown import escape_markdown, sanitize_cell, sanitize_inline
from ui.interview import components
from ui.interview.components import RecordedAnswer, RecordedMoment
from ui.interview.history import describe_calibration

_PLACES = {"first": "first", "middle": "in the middle", "last": "last", "unknown": "–"}
# Letters of a question where it is the label of a row: one line at 1280 pixels.
_LONGEST_TITLE = 70


def draw_finished(mock_round: InterviewRound) -> None:
    """Draw the scorecard; before it whoever looks at it gives their own scores, unseen by what others gave."""
    with st.container(key="scroll-scorecard"):
        navigation.draw_link("interview", "All rounds", icon=":material/arrow_back:")
    page_parts.scroll_to("scorecard", f"{mock_round.key}-{len(mock_round.scores)}")
    scored = [marks.scorer for marks in mock_round.scores]
    if mock_round.origin == "own":
        st.title("Scorecard")
        if SELF not in scored:
            _draw_own_scoring(mock_round)
            return
    else:
        st.title(f"A round by {escape_markdown(mock_round.author or 'somebody')}")
        # Somebody else's round: their own scores are in its file, and are not shown before a mentor has scored it.
        mine = st.session_state.get(f"interview-scored-{mock_round.key}")
        if mine is None and not [name for name in scored if name != SELF]:
            _draw_mentor_scoring(mock_round)
            return
    card = round_results.score_evidence(mock_round)
    _draw_verdict(mock_round, card)
    _draw_scores(mock_round, card)
    _draw_findings(card)
    _draw_measures(card)
    _draw_recordings(mock_round, card)
    _draw_file(mock_round)


def _draw_own_scoring(mock_round: InterviewRound) -> None:
    st.markdown("Score yourself first. Then you see what the evidence says.")
    scores = _draw_scales(mock_round, "own")
    if st.button("Save my scores", type="primary", disabled=len(scores) < len(mock_round.rubric.dimensions)):
        _save(mock_round, SELF, scores, "")


def _draw_mentor_scoring(mock_round: InterviewRound) -> None:
    st.markdown(
        "Read the answers, and listen where there is a recording. Then score: you see no other scores before yours are saved."
    )
    for turn in mock_round.turns:
        if turn.answered:
            with st.container(border=True):
                st.markdown(f"**{sanitize_inline(turn.question.prompt)}**")
                if turn.question.tests:
                    st.caption(f"Tests {sanitize_inline(turn.question.tests)}")
                st.markdown(escape_markdown(turn.text) if turn.text else "*Nothing was written.*")
    components.draw_recordings(
        round_key=mock_round.key, answers=_list_answers(mock_round, None), key=f"recordings-{mock_round.key}"
    )
    name = st.text_input("Your name", max_chars=60)
    scores = _draw_scales(mock_round, "mentor")
    note = st.text_area("A note to them", max_chars=4000)
    ready = bool(name.strip()) and len(scores) == len(mock_round.rubric.dimensions)
    if st.button("Save my scores", type="primary", disabled=not ready):
        _save(mock_round, name.strip(), scores, note)


def _draw_scales(mock_round: InterviewRound, prefix: str) -> dict[str, int]:
    """Draw a scale for each dimension with its anchors; return what was chosen so far."""
    scores: dict[str, int] = {}
    for dimension in mock_round.rubric.dimensions:
        value = st.radio(
            f"**{sanitize_inline(dimension.title)}**: {sanitize_inline('; '.join(dimension.anchors))}",
            list(SCORE_NAMES),
            index=None,
            format_func=lambda score: f"{score} {SCORE_NAMES[score]}",
            horizontal=True,
            key=f"{prefix}-{mock_round.key}-{dimension.key}",
        )
        if value is not None:
            scores[dimension.key] = int(value)
    return scores


def _save(mock_round: InterviewRound, scorer: str, scores: Mapping[str, int], note: str) -> None:
    try:
        rounds.score_round(
            session.get_workspace(), session.get_learner(), mock_round.key, scorer, scores, note, session.get_now()
        )
    except UserError as error:
        messages.show_error(error)
        return
    st.session_state[f"interview-scored-{mock_round.key}"] = scorer
    st.rerun()


def _draw_verdict(mock_round: InterviewRound, card: Scorecard) -> None:
    st.markdown(f"### The evidence says: {card.verdict}")
    minutes = sum(turn.seconds for turn in mock_round.turns) / 60
    answer_count = sum(turn.answered for turn in mock_round.turns)
    answers = f"{answer_count} answer{'' if answer_count == 1 else 's'}"
    st.caption(
        f"{date_format.format_moment(mock_round.started, session.get_zone())} · {mock_round.plan.level} · "
        f"{answers} in {_describe_minutes(minutes)} · round number {mock_round.plan.seed}"
    )
    if card.calibration is not None and mock_round.origin == "own":
        st.caption(f"Calibration: {describe_calibration(card.calibration)}")
    if card.changes:
        st.markdown(
            "**Three things that would change the verdict**" if len(card.changes) == 3 else "**What would change it**"
        )
        for number, change in enumerate(card.changes, start=1):
            if change.question and mock_round.origin == "own":
                label = f"{number}. {sanitize_inline(change.text)}"
                navigation.draw_link("practice", label, deck=change.deck, question=_find_source(change.question))
            else:
                st.markdown(f"{number}. {sanitize_inline(change.text)}")
    questions = due_tomorrow.list_missed(mock_round.turns)
    if questions and mock_round.origin == "own":
        with st.container(border=True):
            count = len(questions)
            st.markdown(
                f":material/event_repeat: **Due tomorrow: {count} question{'' if count == 1 else 's'} with a missed point**"
            )
            for question in questions:
                st.markdown(f"- {sanitize_inline(question.prompt)}")
            st.caption("Questions that have a card were graded Again and come back in tomorrow’s practice.")


def _describe_minutes(minutes: float) -> str:
    return "less than a minute" if minutes < 1 else "a minute" if minutes < 1.5 else f"{minutes:.0f} minutes"


def _find_source(question: str) -> str:
    """Return the id of the question that a card is made of."""
    return question.partition("~")[0]


def _draw_scores(mock_round: InterviewRound, card: Scorecard) -> None:
    """Draw all scores side by side, and how far people agree."""
    # The learner's own scores stand first, whoever gave theirs earlier.
    columns = [scorer for scorer in mock_round.scores if scorer.scorer == SELF] + [
        scorer for scorer in mock_round.scores if scorer.scorer != SELF
    ]
    names = [
        "You" if scorer.scorer == SELF and mock_round.origin == "own" else _name_scorer(mock_round, scorer.scorer)
        for scorer in columns
    ]
    header = ["Dimension", *names, "Evidence"]
    rows = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    for result in card.results:
        key = result.dimension.key
        cells = [str(scorer.scores.get(key, "–")) for scorer in columns]
        evidence = "can’t tell" if result.score is None else f"{result.score}"
        rows.append(f"| {sanitize_cell(result.dimension.title)} | {' | '.join([*cells, evidence])} |")
    st.markdown("### Scores")
    st.markdown("\n".join(rows))
    st.caption(" · ".join(f"{score} {name.lower()}" for score, name in SCORE_NAMES.items()))
    own = mock_round.own_scores
    for other in columns:
        if other.scorer == SELF:
            continue
        agreement = None if own is None else measure_agreement(own, other.scores)
        if agreement is not None:
            _draw_agreement(
                other.scorer, agreement, {result.dimension.key: result.dimension for result in card.results}
            )
        if other.note:
            # The line on the agreement names the mentor; without it the note does.
            author = "" if agreement is not None else f"{escape_markdown(other.scorer)}: "
            st.markdown(f"> {author}{escape_markdown(other.note)}")


def _name_scorer(mock_round: InterviewRound, scorer: str) -> str:
    """Return a name for the head of a table, where a bar would begin another cell."""
    return escape_markdown(mock_round.author or "Learner" if scorer == SELF else scorer).replace("|", "")


def _draw_agreement(scorer: str, agreement: Agreement, dimensions: Mapping[str, RubricDimension]) -> None:
    text = f"With {escape_markdown(scorer)}: the same score on {agreement.exact:.0%}"
    text += f", at most one apart on {agreement.within_one:.0%}"
    if agreement.kappa is not None:
        text += f", weighted kappa {agreement.kappa:.2f}"
    key, first, second = agreement.dimensions[0]
    if first != second and key in dimensions:
        text += f". Widest apart: {sanitize_inline(dimensions[key].title)} ({first} and {second})"
    st.markdown(f":material/handshake: {text}.")


def _draw_findings(card: Scorecard) -> None:
    """Draw hire signals as an interviewer would note them, dimension by dimension."""
    st.markdown("### Signals")
    for result in card.results:
        st.markdown(f"**{sanitize_inline(result.dimension.title)}**")
        if not result.findings:
            st.caption(sanitize_inline(_explain_silence(result)))
        for finding in result.findings:
            st.markdown(_describe_finding(finding))


def _explain_silence(result: DimensionResult) -> str:
    return result.reason or "Nothing stood out, in either direction."


def _describe_finding(finding: Finding) -> str:
    mark = ":green[:material/add_circle:]" if finding.good else ":orange[:material/do_not_disturb_on:]"
    where = f" :small[answer {finding.turn}]" if finding.turn is not None else ""
    quote = f"  \n:small[your words: *{sanitize_inline(finding.quote)}*]" if finding.quote else ""
    return f"{mark} {sanitize_inline(finding.text)}{where}{quote}"


def _draw_measures(card: Scorecard) -> None:
    """Draw what was measured of each answer."""
    rows = [answer for answer in card.answers if answer.transcript or answer.voice]
    if not rows:
        return
    with st.expander("What was measured", icon=":material/speed:"):
        header = (
            "Answer",
            "Time",
            "Talking",
            "First words after",
            "Pauses over 2 s",
            "Words a minute",
            "Fillers",
            "Answer comes",
        )
        table = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
        table += [f"| {' | '.join(_describe_measures(answer))} |" for answer in rows]
        st.markdown("\n".join(table))


def _describe_measures(answer: AnswerMeasures) -> list[str]:
    text, voice = answer.transcript, answer.voice
    first = voice.first_sentence if voice else None
    return [
        sanitize_cell(f"{answer.turn.number}. {shorten_prompt(answer.turn.question.prompt, _LONGEST_TITLE)}"),
        f"{answer.turn.seconds:.0f} s",
        f"{voice.talking_share:.0%}" if voice else "–",
        f"{first:.1f} s" if first is not None else "–",
        str(len(voice.pauses)) if voice else "–",
        f"{text.pace:.0f}" if text and text.pace else "–",
        str(len(text.fillers)) if text else "–",
        _PLACES[text.answer_place] if text else "–",
    ]


def _draw_recordings(mock_round: InterviewRound, card: Scorecard) -> None:
    st.markdown("### Recordings")
    name = f"round-{mock_round.started:%Y-%m-%d}-{mock_round.plan.seed}.json"
    components.draw_recordings(
        round_key=mock_round.key,
        answers=_list_answers(mock_round, card),
        file=rounds.export_round(session.get_workspace(), session.get_learner(), mock_round.key),
        file_name=name,
        key=f"recordings-{mock_round.key}",
    )


def _list_answers(mock_round: InterviewRound, card: Scorecard | None) -> tuple[RecordedAnswer, ...]:
    moments: dict[int, list[RecordedMoment]] = {}
    for finding in card.signals if card is not None else ():
        if finding.turn is not None and finding.second is not None:
            moments.setdefault(finding.turn, []).append(RecordedMoment(finding.second, finding.text))
    return tuple(
        RecordedAnswer(
            turn.number,
            f"{turn.number}. {shorten_prompt(turn.question.prompt, _LONGEST_TITLE)}",
            tuple(moments.get(turn.number, ())),
        )
        for turn in mock_round.turns
        if turn.answered
    )


def _draw_file(mock_round: InterviewRound) -> None:
    """Draw the ways out: a file for a mentor, and deletion."""
    ws, learner = session.get_workspace(), session.get_learner()
    if mock_round.origin == "own":
        st.markdown("Give the file to a mentor: they score it without seeing your scores, and you import it again.")
    else:
        st.markdown("Export the round and give it back: your scores are in the file.")
    st.download_button(
        "Export round without recordings",
        rounds.export_round(ws, learner, mock_round.key),
        file_name=f"round-{mock_round.started:%Y-%m-%d}-{mock_round.plan.seed}.json",
        mime="application/json",
        icon=":material/download:",
    )
    with st.expander("Delete this round", icon=":material/delete:"):
        st.markdown(
            "The round, its scores and its recordings in this browser are deleted for good. Grades from it are kept."
        )
        if st.button("Delete the round"):
            rounds.delete_round(ws, learner, mock_round.key)
            st.session_state["interview-deleted"] = mock_round.key
            navigation.go_to("interview")
