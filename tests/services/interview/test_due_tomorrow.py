"""Which questions of a round were missed."""

from __future__ import annotations

from mock_interview.model import InterviewQuestion, PointMark, RoundTurn
from services.interview.due_tomorrow import MissedQuestion, list_missed


def make_turn(question: str, said: bool | None, role: str = "main", deck: str = "d", confidence: int = 50) -> RoundTurn:
    return RoundTurn(
        number=0,
        part=0,
        role=role,  # type: ignore[arg-type]
        question=InterviewQuestion(deck=deck, id=question, prompt=f"Why {question}?"),
        marks=(PointMark("one", said), PointMark("two", True)),
        confidence=confidence,
    )


def test_each_missed_question_once_in_the_order_in_which_it_was_asked() -> None:
    turns = [
        make_turn("b", False, confidence=90),
        make_turn("said", True),
        make_turn("open", None),
        make_turn("helped", False, role="help"),
        make_turn("", False, deck=""),
        make_turn("a", False, role="follow_up"),
        make_turn("b", False, confidence=10),
    ]
    points = (("one", False), ("two", True))
    assert list_missed(turns) == (
        MissedQuestion("d", "b", "Why b?", points, 90),
        MissedQuestion("d", "a", "Why a?", points, 50),
    )
    assert list_missed([]) == ()
