"""A recogniser of one's own, against a server on this machine."""

from __future__ import annotations

import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.interview import rounds, transcriber
from services.interview.rounds import AnswerGiven, RoundRequest
from services.library import catalog
from services.practice.context import Learner
from services.workspace import Workspace
from tests.mock_interview.round_values import DECK
from tests.services.interview.loopback import send, serve_reply

SOUND = ("audio/webm;codecs=opus", b"\x1aE\xdf\xa3 not really sound")


def test_a_recording_is_written_down_after_what_was_typed() -> None:
    with serve_reply(lambda h: send(h, b'{"text": " I shed  load. "}'), transcriber.PREFIX) as (environ, seen):
        text, notice = transcriber.add_transcript("Typed.", (SOUND, SOUND), environ)
    assert (text, notice) == ("Typed.\nI shed load.\nI shed load.", "")
    body = seen[0]
    assert SOUND[1] in body
    assert b'filename="answer.webm"' in body
    assert b"tiny" in body
    assert transcriber.describe_host(environ).startswith("127.0.0.1:")


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (200, b"<html>"), (200, b'{"text": 5}'), (200, b"[]"), (200, b"9" * 300_000)]
)
def test_what_fails_is_told_and_nothing_typed_is_lost(status: int, body: bytes) -> None:
    with serve_reply(lambda h: send(h, body, status), transcriber.PREFIX) as (environ, _):
        text, notice = transcriber.add_transcript("Typed.", (SOUND,), environ)
    assert text == "Typed."
    assert "tick what you said" in notice


def test_it_is_off_unless_configured(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert transcriber.add_transcript("Typed.", (SOUND,), {}) == ("Typed.", "")
    assert transcriber.describe_host({}) == ""
    monkeypatch.setenv("REHEARSAL_RECOGNISER_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("REHEARSAL_RECOGNISER_MODEL", "tiny")
    deck_id = catalog.add_deck(workspace, "pools.md", DECK.encode(), now).summary.id
    here = rounds.start_round(workspace, Learner(1, "UTC", "s"), RoundRequest((deck_id,), 20, 1), "k", now)
    here, notice = rounds.answer_question(workspace, 1, "k", 1, AnswerGiven("Typed.", 9.0, sounds=(SOUND,)), "a")
    assert here.turns[0].text == "Typed."
    assert "could not be reached" in notice


class SmallModel:
    """What faster-whisper's model answers, without its weights."""

    def __init__(self, folder: str, **_: object) -> None:
        self.folder = folder

    def transcribe(self, sound: BytesIO, **_: object) -> tuple[list[SimpleNamespace], None]:
        if b"not really" not in sound.read():
            raise ValueError("no sound")
        return [SimpleNamespace(text=" I shed "), SimpleNamespace(text=" load.")], None


@pytest.fixture
def model_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    (tmp_path / "model.bin").write_bytes(b"weights")
    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=SmallModel))
    return {"REHEARSAL_RECOGNISER_FOLDER": str(tmp_path)}


def test_a_model_in_a_folder_writes_down_on_this_machine(model_folder: dict[str, str]) -> None:
    assert transcriber.add_transcript("Typed.", (SOUND,), model_folder) == ("Typed.\nI shed load.", "")
    assert transcriber.describe_host(model_folder) == transcriber.THIS_MACHINE


def test_a_damaged_recording_is_told(model_folder: dict[str, str]) -> None:
    text, notice = transcriber.add_transcript("Typed.", (("audio/webm", b"?"),), model_folder)
    assert text == "Typed."
    assert "could not be transcribed" in notice


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    text, notice = transcriber.add_transcript("Typed.", (SOUND,), {"REHEARSAL_RECOGNISER_FOLDER": str(tmp_path)})
    assert text == "Typed."
    assert "holds no speech recogniser" in notice


@pytest.mark.parametrize(
    ("media", "suffix", "kind"),
    [
        ("audio/webm;codecs=opus", "webm", "audio/webm"),
        ("Audio/MP4", "mp4", "audio/mp4"),
        ("audio/ogg", "ogg", "audio/ogg"),
        ("audio/wav", "wav", "audio/wav"),
        ("audio/flac", "webm", "audio/flac"),
        ("evil\r\nX: y", "webm", "audio/webm"),
        ("", "webm", "audio/webm"),
    ],
)
def test_a_recording_is_sent_as_what_it_is(media: str, suffix: str, kind: str) -> None:
    with serve_reply(lambda h: send(h, b'{"text": "said"}'), transcriber.PREFIX) as (environ, seen):
        assert transcriber.add_transcript("", ((media, b"sound"),), environ) == ("said", "")
    head, _, rest = seen[0].partition(b'filename="answer.')
    assert rest.startswith(f'{suffix}"\r\nContent-Type: {kind}\r\n\r\nsound\r\n--'.encode())
    assert b'name="response_format"\r\n\r\njson\r\n' in head and b'name="model"\r\n\r\ntiny\r\n' in head
    boundary = head.partition(b"\r\n")[0]
    assert seen[0].endswith(b"\r\n" + boundary + b"--\r\n")


def test_a_recording_that_is_too_long_is_not_sent(
    model_folder: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transcriber.LARGEST_SOUND == 25_000_000
    monkeypatch.setattr(transcriber, "LARGEST_SOUND", len(SOUND[1]) - 1)
    with serve_reply(lambda h: send(h, b'{"text": "said"}'), transcriber.PREFIX) as (environ, seen):
        for settings in (environ, model_folder):
            text, notice = transcriber.add_transcript("Typed.", (SOUND,), settings)
            assert text == "Typed." and notice.startswith("The recording is too long to be written down.")
    assert seen == []


def test_the_folder_comes_before_the_address_and_a_broken_setting_names_nobody(
    model_folder: dict[str, str], tmp_path: Path
) -> None:
    both = {**model_folder, "REHEARSAL_RECOGNISER_URL": "http://127.0.0.1:9", "REHEARSAL_RECOGNISER_MODEL": "tiny"}
    assert transcriber.add_transcript(" ", (SOUND, SOUND), both) == ("I shed load.\nI shed load.", "")
    assert transcriber.describe_host(both) == "the computer that runs Rehearsal"
    assert transcriber.describe_host({"REHEARSAL_RECOGNISER_FOLDER": str(tmp_path / "gone")}) == ""
    assert transcriber.describe_host({"REHEARSAL_RECOGNISER_URL": "ftp://x", "REHEARSAL_RECOGNISER_MODEL": "m"}) == ""
