"""A deck as plain data: every field is what was written, at its line."""

from __future__ import annotations

import json

import pytest
from documents import read_whole_deck

from deck.inspect import deck_to_dict, drop_fraction
from deck.parser import parse

SHOWN = deck_to_dict(parse(read_whole_deck()))
EXPECTED = {
    "title": "Pools",
    "meta": {
        "title": "Pools",
        "level": "senior",
        "language": "en",
        "description": "All of it",
        "author": "Ada, Bo",
        "tags": ["jvm", "db"],
        "pronunciations": {"Hikari": "hee kah ree", "nginx": "engine x"},
        "engine_pronunciations": [["piper", "nginx", "enjin eks"]],
        "synonyms": [["pool", "basin"]],
        "extra": {"house": "{wing: 2}"},
        "renamed": {"q-old": "q-dry"},
    },
    "sections": [
        {"id": "pools", "title": "Pools", "level": 2, "line": 16, "parent": ""},
        {"id": "exercises", "title": "Exercises", "level": 2, "line": 64, "parent": ""},
        {"id": "d-limiter", "title": "Design: A limiter", "level": 2, "line": 86, "parent": ""},
        {"id": "disk", "title": "Incident: the disk is full", "level": 2, "line": 109, "parent": ""},
        {"id": "spoken-script", "title": "Spoken script", "level": 2, "line": 144, "parent": ""},
        {
            "id": "part-1-opening-2-3-minutes",
            "title": "Part 1: Opening (2–3 minutes)",
            "level": 3,
            "line": 146,
            "parent": "spoken-script",
        },
    ],
    "questions": [
        {
            "id": "q-dry",
            "kind": "choice",
            "topic": "pools",
            "prompt": "Why do pools run dry?",
            "answer": "They leak.",
            "eli8": "The bucket is empty.",
            "key_points": ["no lease"],
            "accepted_wordings": [["no end", "forever"]],
            "wrong_answers": [{"text": "The disk is full", "why": "It is not."}],
            "choices": [
                {"text": "They leak", "right": True, "why": "Nobody gives back.", "line": 20},
                {"text": "They burn", "right": False, "why": "", "line": 22},
            ],
            "line": 18,
        }
    ],
    "counter_questions": [
        {
            "id": "q-who",
            "topic": "pools",
            "about": "Why do pools run dry?",
            "follows": "q-dry",
            "prompt": "And who notices?",
            "tests": "alarms",
            "answer": "An alarm.",
            "key_points": [],
            "accepted_wordings": [],
            "wrong_answers": [],
            "line": 38,
        }
    ],
    "design_exercises": [
        {
            "id": "d-limiter",
            "topic": "d-limiter",
            "title": "A limiter",
            "brief": "Fifty calls a minute.",
            "clarifying": [{"question": "Whose calls?", "decides": "The key."}],
            "steps": [
                {
                    "title": "Requirements",
                    "minutes": [5, 7],
                    "task": "What counts?",
                    "answer": "One budget.",
                    "line": 94,
                }
            ],
            "rubric": [{"level": "Senior", "anchors": ["keeps the count", "outside"]}],
            "diagram": {"language": "mermaid", "source": "graph LR\nC --> D", "spoken": ""},
            "notes": "",
            "line": 86,
        }
    ],
    "estimates": [
        {
            "id": "e-rows",
            "topic": "exercises",
            "prompt": "How many in {a: 1..9 by 2 ms}?",
            "context": "As a table says.",
            "answer": "{a * 2} ms (± 5 ms)",
            "variables": [{"name": "a", "low": 1, "high": 9, "step": 2, "unit": "ms"}],
            "expression": "a * 2",
            "unit": "ms",
            "tolerance": {"kind": "absolute", "amount": 5, "unit": "ms"},
            "derivation": "It doubles.",
            "key_points": ["doubled"],
            "line": 66,
        }
    ],
    "stories": [
        {
            "id": "s-dry",
            "topic": "exercises",
            "prompt": "When did a pool of yours run dry?",
            "body": "Take one that hurt.",
            "example": "In May.",
            "key_points": ["what changed"],
            "line": 78,
        }
    ],
    "incidents": [
        {
            "id": "disk",
            "title": "Incident: the disk is full",
            "topic": "disk",
            "topics": ["pools"],
            "clock": "All times are UTC.",
            "line": 109,
            "events": [
                {
                    "at": "2024-05-01 10:00",
                    "minute": 0,
                    "end_minute": None,
                    "wall": "2024-05-01T10:00:00+00:00",
                    "certainty": "inherited",
                    "role": "trigger",
                    "role_inferred": False,
                    "text": "Logs grow from 1 MB to 4 MB",
                    "details": ["all of them"],
                    "signals": [
                        {
                            "name": "Logs",
                            "unit": "MB",
                            "shape": "change",
                            "start": 1,
                            "end": 4,
                            "whole": None,
                            "bound": "",
                            "text": "1 MB to 4 MB",
                        }
                    ],
                    "line": 128,
                },
                {
                    "at": "10:05–10:07",
                    "minute": 5,
                    "end_minute": 7,
                    "wall": "2024-05-01T10:05:00+00:00",
                    "certainty": "inherited",
                    "role": "symptom",
                    "role_inferred": True,
                    "text": "Writes fail",
                    "details": [],
                    "signals": [],
                    "line": 130,
                },
                {
                    "at": "10:09",
                    "minute": 9,
                    "end_minute": None,
                    "wall": "2024-05-01T10:09:00+00:00",
                    "certainty": "inherited",
                    "role": "mitigation",
                    "role_inferred": False,
                    "text": "Logs are cut",
                    "details": [],
                    "signals": [],
                    "line": 138,
                },
            ],
            "lessons": ["Watch the disk."],
            "decisions": [
                {
                    "id": "stop-now",
                    "prompt": "What now?",
                    "after": 1,
                    "choices": [
                        {"text": "Cut the logs", "right": True, "why": "It frees the disk."},
                        {"text": "Wait", "right": False, "why": ""},
                    ],
                    "line": 132,
                }
            ],
            "series": [
                {"name": "depth", "unit": "MB", "note": "illustrative", "points": [[0, 1.5], [5, 20]], "line": 115}
            ],
            "labs": [
                {
                    "model": "retry-storm",
                    "settings": {"clients": "20"},
                    "turn": ["clients"],
                    "comparisons": [{"series": "depth", "curve": "queue", "tolerance": 0.2}],
                    "goals": [{"metric": "failed", "relation": "below", "value": "5 %"}],
                    "line": 121,
                }
            ],
        }
    ],
    "scripts": [
        {
            "id": "spoken-script",
            "title": "Spoken script",
            "minutes": [0, 0],
            "line": 144,
            "parts": [
                {
                    "id": "part-1-opening",
                    "title": "Part 1: Opening",
                    "minutes": [2, 3],
                    "text": "Hello.",
                    "topics": ["pools"],
                    "line": 146,
                }
            ],
        }
    ],
    "diagrams": [
        {
            "title": "Pools",
            "language": "mermaid",
            "source": "graph TD\nA --> B",
            "spoken": "A box and an arrow.",
            "topic": "pools",
            "line": 49,
        },
        {
            "title": "Diagram to draw",
            "language": "mermaid",
            "source": "graph LR\nC --> D",
            "spoken": "",
            "topic": "d-limiter",
            "line": 104,
        },
    ],
    "code": [{"title": "Pools", "language": "java", "source": "int x;", "topic": "pools", "line": 45}],
    "callouts": [{"kind": "pitfall", "label": "Pitfall", "text": "Ask first.", "topic": "pools", "line": 43}],
    "dialogues": [
        {
            "turns": [{"speaker": "Interviewer", "text": "Why?"}, {"speaker": "You", "text": "So."}],
            "topic": "pools",
            "line": 56,
        }
    ],
    "details": [{"id": "more", "title": "More", "line": 60, "last": 61}],
    "problems": [],
    "dropped": [],
}


@pytest.mark.parametrize("key", EXPECTED)
def test_every_field_is_what_was_written(key: str) -> None:
    assert SHOWN[key] == EXPECTED[key]


def test_nothing_else_is_shown_and_all_of_it_is_plain() -> None:
    assert SHOWN.keys() == EXPECTED.keys()
    assert json.loads(json.dumps(SHOWN)) == SHOWN


def test_problems_are_shown_with_their_remedy_and_fix() -> None:
    shown = deck_to_dict(parse("# D\n\n**Question:** Why?\n\n**Anwser:** So.\n"))["problems"]
    assert [(one["line"], one["severity"], one["code"], one["fix"]) for one in shown] == [
        (5, "warning", "label-misspelt", "**Answer:** So."),
    ]
    assert all(one["message"] and one["remedy"] for one in shown)


@pytest.mark.parametrize(("value", "expected"), [(2.0, "2"), (2.5, "2.5"), (None, "None"), (-1.0, "-1"), (0.0, "0")])
def test_whole_numbers_have_no_fraction(value: float | None, expected: str) -> None:
    assert repr(drop_fraction(value)) == expected
