"""A term is said as the deck says it, or by another respelling; what is heard is counted in words."""

from __future__ import annotations

from pathlib import Path

import pytest

import deck as reader
from errors import UserError
from services.listening import recogniser, workbench
from services.workspace import Workspace

DECK = reader.parse("---\nlanguage: en\npronunciations:\n  Hikari: hee kah ree\n---\n\n## X\n")


def test_a_term_is_said_as_the_deck_says_it_or_by_another_respelling(workspace: Workspace) -> None:
    now = workbench.try_term(workspace, DECK, "pyttsx3", "Hikari")
    assert now.spoken_text == "hee kah ree." and now.audio[:2] == b"\xff\xf3" and now.phonemes
    other = workbench.try_term(workspace, DECK, "pyttsx3", "Hikari", "hee-KAH-ree")
    assert other.spoken_text == "hee-KAH-ree." and other.spelled == ("KAH",)
    assert (other.transcript is None) == bool(recogniser.explain_missing())
    with pytest.raises(UserError, match="nothing to say"):
        workbench.try_term(workspace, DECK, "pyttsx3", "→")


def test_what_was_heard_is_shown_where_somebody_listens(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bool] = []

    def listen(path: Path) -> str:
        heard.append(path.stat().st_size > 1000)
        return "This is about he carry."

    monkeypatch.setattr(recogniser, "explain_missing", lambda: "")
    monkeypatch.setattr(recogniser, "recognise_file", listen)
    trial = workbench.try_term(workspace, DECK, "pyttsx3", "Hikari")
    assert trial.transcript == "This is about he carry." and heard == [True]


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("T L S and H T T P.", "TLS and HTTP.", (0, 8)),
        ("five hundred users", "500 users.", (0, 3)),
        ("one point five seconds", "1.5 seconds", (0, 4)),
        ("the pool ran dry", "the pole ran try", (2, 4)),
        ("", "hm", (1, 0)),
    ],
)
def test_words_are_counted_as_they_sound(said: str, heard: str, errors: tuple[int, int]) -> None:
    assert recogniser.count_word_errors(said, heard) == errors
