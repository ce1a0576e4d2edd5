"""A mock interview on the screen: the sheet of an address, the scorecard, rounds over time."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from services.interview import rounds
from services.interview.rounds import AnswerGiven, InterviewRound, RoundRequest
from services.library import catalog
from services.practice.context import Learner
from services.workspace import ROOT, Workspace
from tests.mock_interview.round_values import DECK
from ui import session
from ui.interview import history
from ui.interview import round as round_page

WHO = Learner(1, "UTC", "test")


@pytest.fixture
def deck_id(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, now: datetime) -> str:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    return catalog.add_deck(workspace, "pools.md", DECK.encode(), now).summary.id


def visit(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.switch_page("../pages/interview.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    shown = (*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.warning, *app.error)
    return "\n".join(element.value for element in shown)


def play_round(ws: Workspace, deck_id: str, now: datetime, key: str, *, said: bool) -> InterviewRound:
    """Play a whole round in which everything, or nothing, was said."""
    played = rounds.start_round(ws, WHO, RoundRequest(decks=(deck_id,), minutes=20, seed=4), key, now)
    while played.current is not None:
        number = played.current.number
        played, _ = rounds.answer_question(
            ws, 1, played.key, number, AnswerGiven(text="The pool is too small.", seconds=30.0), f"a{number}"
        )
        if played.unchecked:
            ticks = {turn.number: [said] * len(turn.marks) for turn in played.unchecked}
            played = rounds.check_answers(ws, WHO, played.key, ticks, dict.fromkeys(ticks, 75), f"r{number}", now)
    return played


def test_the_sheet_is_the_round_of_its_address_and_nonsense_is_passed_over(deck_id: str) -> None:
    told = texts(visit(sheet=deck_id, minutes="45", seed="7", level="director", role="manager"))
    assert "45 minutes · director · round number 7" in told
    assert "Rubric" in told and "Then, by what was missed:" in told
    begin, end = zip(*re.findall(r"^(\d+) to (\d+) min$", told, re.MULTILINE), strict=True)
    assert begin == ("0", *end[:-1]) and end[-1] == "45"  # one part after the other
    told = texts(visit(sheet=deck_id, minutes="46", seed="1234567", role="king"))
    assert "20 minutes · " in told and "round number 1." in told


def test_a_finished_round_is_scored_by_its_learner_before_the_evidence_is_shown(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    played = play_round(workspace, deck_id, now, "k1", said=False)
    app = visit(round=played.key)
    assert "Score yourself first" in texts(app) and "The evidence says" not in texts(app)
    save = next(button for button in app.button if button.label == "Save my scores")
    assert save.disabled
    for radio in app.radio:
        radio.set_value(3)
    app.run()
    next(button for button in app.button if button.label == "Save my scores").click()
    app.run()
    told = texts(app)
    assert "The evidence says:" in told and "| Dimension | You | Evidence |" in told
    assert "Due tomorrow:" in told and "Signals" in told
    answered = sum(turn.answered for turn in played.turns)
    assert f"{answered} answers in {round(answered / 2)} minutes" in told
    scores = rounds.load_round(workspace, 1, played.key).own_scores
    assert scores is not None and set(scores.values()) == {3}


def test_a_question_is_spoken_anew_in_another_voice(
    deck_id: str, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences = {"listening": "one voice"}
    monkeypatch.setattr(session, "get_learner", lambda: 1)
    monkeypatch.setattr(session, "get_preference", preferences.get)
    monkeypatch.setattr(round_page.interviewer_voice, "speak_prompt", lambda *_asked: preferences["listening"].encode())
    played = rounds.start_round(workspace, WHO, RoundRequest(decks=(deck_id,), minutes=20, seed=4), "voice", now)
    assert played.current is not None
    assert round_page._speak(played.current, "Why ten?") == b"one voice"
    preferences["listening"] = "another voice"
    assert round_page._speak(played.current, "Why ten?") == b"another voice"


def test_a_mentor_s_note_is_read_where_the_learner_has_given_no_scores(
    deck_id: str, workspace: Workspace, now: datetime
) -> None:
    played = play_round(workspace, deck_id, now, "noted", said=True)
    scores = {dimension.key: 3 for dimension in played.rubric.dimensions}
    rounds.score_round(workspace, 1, played.key, "Bo", scores, "Slow down.", now)

    def draw(key: str) -> None:
        from services.interview import round_results, rounds
        from ui import session
        from ui.interview import scorecard

        [scored] = [one for one in rounds.list_rounds(session.get_workspace(), 1) if one.key == key]
        scorecard._draw_scores(scored, round_results.score_evidence(scored))

    app = AppTest.from_function(draw, kwargs={"key": played.key}, default_timeout=60).run()
    assert not app.exception, app.exception
    assert any(element.value.startswith("> Bo: Slow down") for element in app.markdown)


def test_rounds_over_time_stand_in_a_list_and_an_open_one_waits(
    workspace: Workspace, deck_id: str, now: datetime
) -> None:
    play_round(workspace, deck_id, now, "k1", said=True)
    rounds.start_round(workspace, WHO, RoundRequest(decks=(deck_id,), minutes=45, seed=4), "k2", now)
    app = visit()
    told = texts(app)
    assert (
        "Another round" in told
        and told.count("is not finished") == 1
        and "Your round of 45 minutes is not finished" in told
    )
    assert "0 questions answered." in told and "| Dimension | Evidence, oldest first |" in told
    assert "too early to say" in told
    number = next(field for field in app.text_input if field.label == "Round number")
    number.set_value("12a").run()
    assert "A round number consists of digits only." in texts(app)


@pytest.mark.parametrize(
    ("calibration", "words"),
    [
        (0.0, "about as sure as you were right"),
        (0.094, "about as sure as you were right"),
        (0.1, "than right, by 10 "),
        (-0.32, "more than you thought, by 32 "),
    ],
)
def test_calibration_is_told_in_words(calibration: float, words: str) -> None:
    assert words in history.describe_calibration(calibration)
