"""The two browser components of an interview: the question with its recorder, and the recordings with the round's file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services import assets
from services.interview.rounds import AnswerGiven

_question = st.components.v2.component(
    "rehearsal_interview_question", js=assets.read_text("interview-round.js"), css=assets.read_text("interview.css")
)
_recordings = st.components.v2.component(
    "rehearsal_interview_recordings",
    js=assets.read_text("interview-recordings.js"),
    css=assets.read_text("interview.css"),
)


@dataclass(frozen=True, slots=True)
class RecordedMoment:
    """A moment of an answer's recording, in seconds from its beginning, and what is to be heard there."""

    second: float
    label: str


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """An answer of which there may be a recording in the browser."""

    number: int
    title: str
    moments: tuple[RecordedMoment, ...] = ()


def _ignore_event() -> None:
    """Satisfy Streamlit, which wants a callback for every value; it is read from the result."""


def draw_question(data: Mapping[str, Any], speech: bytes | None, *, key: str) -> tuple[int, AnswerGiven] | None:
    """Draw a question to be answered; return the question's number and the answer when it is given."""
    sound = f"data:audio/mpeg;base64,{base64.b64encode(speech).decode()}" if speech else ""
    report = _question(key=key, data={**data, "speech": sound}, height="content", on_answer_change=_ignore_event).answer
    if not report or report.get("round") != data["round"]:
        return None
    # A browser sent it: anything may be missing, or be of another kind.
    try:
        answer = AnswerGiven(
            text=str(report["text"]),
            seconds=float(report["seconds"]),
            levels=base64.b64decode(str(report["levels"]), validate=True),
            interrupted=bool(report["interrupted"]),
            sounds=tuple(
                (str(recording["type"]), base64.b64decode(str(recording["data"]), validate=True))
                for recording in report.get("sounds") or ()
            ),
        )
        return int(report["number"]), answer
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


def draw_recordings(
    *,
    round_key: str = "",
    answers: Sequence[RecordedAnswer] = (),
    file: str = "",
    file_name: str = "",
    accepts: bool = False,
    deleted: str = "",
    key: str,
) -> str | None:
    """Draw the recordings of a round and the ways in and out; return the text of a file that was taken in, without recordings.

    `deleted` names a round whose recordings are to go from this browser.
    """
    listed = [
        {
            "number": answer.number,
            "title": answer.title,
            "moments": [{"second": moment.second, "label": moment.label} for moment in answer.moments],
        }
        for answer in answers
    ]
    data = {
        "round": round_key,
        "answers": listed,
        "file": file,
        "fileName": file_name,
        "accepts": accepts,
        "deleted": deleted,
    }
    report = _recordings(key=key, data=data, height="content", on_received_change=_ignore_event).received
    return str(report["text"]) if report and report.get("text") else None
