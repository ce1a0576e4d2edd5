"""`python -m quiz judge`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from quiz.__main__ import main
from tests.quiz.decks import TEXT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deck.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_an_answer_is_judged_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = (
        "There are more threads than connections, and no CPU graph shows that they wait. Drop load before resizing."
    )
    assert main(["judge", str(file), "q-ten", "--json"], io.StringIO(answer)) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["suggested"] in {"good", "hard"}
    assert found["engine"] == "vectors"
    assert [set(point) for point in found["points"]] == [{"point", "verdict", "evidence"}] * 3
    assert {point["verdict"] for point in found["points"]} <= {"said", "not_said", "unsure"}
    assert all(words in answer for point in found["points"] for words in point["evidence"])


def test_lines_to_read_without_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", str(file), "#q-ten"], io.StringIO("Bananas are yellow and grow in the sun.")) == 0
    out = capsys.readouterr().out
    assert out.startswith("Suggested: Again")
    assert "not said: threads outnumber connections" in out


@pytest.mark.parametrize(
    ("name", "question", "message"),
    [("deck.md", "q-none", "The deck has no question q-none."), ("none.md", "q-ten", "cannot be read")],
)
def test_an_error_is_one_sentence_and_status_2(
    file: Path, capsys: pytest.CaptureFixture[str], name: str, question: str, message: str
) -> None:
    assert main(["judge", str(file.with_name(name)), question, "--json"], io.StringIO("x")) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_points_come_from_the_answer_where_there_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deck.md"
    path.write_text(
        "# Tea\n\n**Question:** How is tea made? {#tea}\n\n**Answer:** Boil fresh water. Let the leaves steep for three "
        "minutes. Take the leaves out before you drink.\n",
        encoding="utf-8",
    )
    main(
        ["judge", str(path), "tea", "--json"],
        io.StringIO("Heat the water until it boils, and steep the leaves 3 minutes."),
    )
    found = json.loads(capsys.readouterr().out)
    assert [point["point"] for point in found["points"]][:2] == [
        "Boil fresh water.",
        "Let the leaves steep for three minutes.",
    ]
    assert found["points"][1]["verdict"] == "said"


def test_a_question_without_points_or_answer_cannot_be_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "deck.md"
    path.write_text('# Tea\n\n**Counter-questions:**\n\n- *"Why tea?"* {#why}\n  → testing taste\n', encoding="utf-8")
    assert main(["judge", str(path), "why"], io.StringIO("Because.")) == 2
    assert "why has neither key points nor an answer to judge against." in capsys.readouterr().err


def test_a_common_wrong_answer_is_told_in_both_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deck.md"
    path.write_text(
        "## Pools\n\n**Question:** Why is it slow? {#q}\n\n**Answer:** Threads wait for connections.\n\n"
        "**Key points:**\n\n- [ ] threads outnumber connections\n- [ ] waiting is invisible\n\n"
        "**Common wrong answers:**\n\n- More threads make it faster → they wait as well\n",
        encoding="utf-8",
    )
    answer = "More threads make it faster, so I add more threads."
    assert main(["judge", str(path), "q", "--json"], io.StringIO(answer)) == 0
    assert json.loads(capsys.readouterr().out)["near_wrong_answer"] == {
        "text": "More threads make it faster",
        "why": "they wait as well",
    }
    main(["judge", str(path), "q"], io.StringIO(answer))
    assert "Near a common wrong answer: More threads make it faster. they wait as well" in capsys.readouterr().out
