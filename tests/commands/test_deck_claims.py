"""`python -m deck claims`: each claim with its line, its source and the day it was checked; what is old is listed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from commands import claims
from commands.deck_main import main
from errors import UserError

DECK = "# Rails\n\nFedNow takes 10 million dollars since November 2025.\n\nThe producer waits 5 ms.\n"
NOTE = """
- id: limit
  claim: "10 million dollars since November 2025"
  source: {name: "A bank", address: "https://example.org/limit"}
  checked: 2026-01-31
- id: linger
  claim: "waits 5 ms"
  source: {name: "Kafka", address: "https://example.org/linger"}
  checked: null
"""


@pytest.fixture
def deck_file(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "docs" / "claims").mkdir(parents=True)
    (tmp_path / "docs" / "claims" / "rails.yaml").write_text(NOTE, encoding="utf-8")
    path = tmp_path / "content" / "rails.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def test_each_claim_has_its_line_source_and_date(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", str(deck_file), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first["line"] == 3
    assert first["source"] == {"name": "A bank", "address": "https://example.org/limit"}
    assert first["checked"] == "2026-01-31"
    assert (second["line"], second["checked"], second["old"]) == (5, None, True)


def test_in_words_a_claim_stands_at_its_line(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", str(deck_file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{deck_file}:3: 10 million dollars")
    assert lines[0].endswith("— A bank <https://example.org/limit>") and "never checked" in lines[1]
    assert main(["claims", str(deck_file), "--days", "1"]) == 0  # old claims are no fault unless they are asked for
    again = capsys.readouterr().out.splitlines()
    assert "(checked 2026-01-31, check it again)" in again[0] and "check it again" not in again[1]


def test_what_the_deck_does_not_say_any_more_is_a_finding(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck_file.write_text(DECK.replace("waits 5 ms", "waits a little"), encoding="utf-8")
    assert main(["claims", str(deck_file)]) == 1
    assert "not in the deck any more" in capsys.readouterr().out


@pytest.mark.parametrize(("days", "old"), [(0, False), (365, False), (366, True)])
def test_a_claim_is_old_after_so_many_days(days: int, old: bool) -> None:
    read = claims.read_claims(NOTE.encode(), DECK.splitlines(), "note")
    today = date.fromordinal(date(2026, 1, 31).toordinal() + days)
    assert read[0].is_old(today, 365) is old
    assert read[1].is_old(today, 365)


def test_only_what_is_old_is_listed_on_request(deck_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", str(deck_file), "--old", "--days", "100000", "--json"]) == 1
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["linger"]


def test_a_deck_without_a_note_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lone = tmp_path / "lone-deck-without-a-note.md"
    lone.write_text(DECK, encoding="utf-8")
    assert main(["claims", str(lone)]) == 2
    assert "no note of claims" in capsys.readouterr().err


def test_a_note_elsewhere_is_read_and_a_time_of_day_is_a_date_too(
    deck_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "elsewhere.yaml"
    note.write_text('- {claim: "waits 5 ms", source: {name: x}, checked: 2026-01-31 10:00:00}\n- {claim: 3}\n')
    assert main(["claims", str(deck_file), "--notes", str(note)]) == 2
    assert "claim 2: “claim” is missing." in capsys.readouterr().err
    note.write_text(note.read_text().splitlines()[0])
    assert main(["claims", str(deck_file), "--notes", str(note), "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["line"], row["checked"]) == (5, "2026-01-31")


@pytest.mark.parametrize(
    "note",
    [
        "a: 1",
        "- 1",
        "- {id: x}",
        "- {claim: 3, source: {name: x}}",
        "- {claim: x, source: x}",
        "- {claim: x, source: {name: x}, checked: soon}",
        "[",
        "- &a [*a]",
        "\x00",
    ],
)
def test_a_bad_note_is_one_sentence(note: str) -> None:
    with pytest.raises(UserError, match="note"):
        claims.read_claims(note.encode(), DECK.splitlines(), "note")


def test_an_empty_note_has_no_claims() -> None:
    assert claims.read_claims(b"", DECK.splitlines(), "note") == ()


def test_check_reports_units_that_do_not_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "units.md"
    path.write_text("# T\n\n**Estimate:** How long are {n: 2..9 GB}?\n\n**Answer:** {n} ms\n", encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert f"{path}:3: error: The estimate's units" in capsys.readouterr().out
