"""What a turn of a round says of itself."""

from __future__ import annotations

from mock_interview.model import InterviewQuestion, PointMark, RoundTurn


def make_turn(*said: bool | None) -> RoundTurn:
    marks = tuple(PointMark(f"point {number}", one) for number, one in enumerate(said))
    return RoundTurn(number=1, part=0, role="main", question=InterviewQuestion("", "", "?"), marks=marks)


def test_an_undecided_point_counts_half_and_is_not_missed() -> None:
    turn = make_turn(True, None, False, False)
    assert turn.share_said == 0.375
    assert turn.missed == ("point 2", "point 3")


def test_without_points_there_is_no_share() -> None:
    assert make_turn().share_said is None
    assert make_turn(False).share_said == 0
