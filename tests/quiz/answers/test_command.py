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
