"""An incident as it is told: its clock, silences as long as the waits, decisions, lessons."""

from __future__ import annotations

from dataclasses import replace

import deck as reader
from speech.model import Pause
from speech.script.episode_kinds import compose_episode
from speech.script.incident_story import tell_incident
from speech.script.request import EpisodeRequest
from tests.speech.script.heard import build, write

DECK = reader.parse("""# Pools

## Incidents

### The storm {#storm}

A batch ran at noon.

**00:00** – *Trigger:* Traffic doubles

**00:00:30** – Threads wait
- all of them

**00:04** – Somebody looks

**Decision:** What do you do? {#dec}

- [ ] Enlarge the pool
  → the queue moves
- [x] Shed load
  → this ended it

**02:10** – Latency is back

**Post-mortem lessons:**

- Align the pools.
- Alarm on waiting.
""")
[STORM] = DECK.incidents


def test_an_incident_is_told_word_for_word() -> None:
    assert [event.minute for event in STORM.events] == [0, 0.5, 4, 130]
    chapters = tell_incident(build(DECK), STORM)
    assert [(chapter.title, write(chapter.items)) for chapter in chapters] == [
        ("The storm", ["narrator: Incident.", "narrator: The storm.", "narrator: A batch ran at noon."]),
        (
            "Minute 0: Traffic doubles",
            [
                "pause 0.8",
                "narrator: Minute 0.",
                "narrator: Trigger.",
                "narrator: Traffic doubles.",
                "pause 0.875",
                "narrator: 30 seconds in.",
                "narrator: Threads wait.",
                "narrator: all of them.",
                "pause 1.325",
                "narrator: Minute 4.",
                "narrator: Somebody looks.",
            ],
        ),
        (
            "You decide",
            [
                "narrator: You decide.",
                "narrator: What do you do?",
                "narrator: A.",
                "narrator: Enlarge the pool.",
                "narrator: B.",
                "narrator: Shed load.",
                f"think {0.35 * 4 * 2.18:g}",
                "narrator: A is not.",
                "narrator: the queue moves.",
                "narrator: B is right.",
                "narrator: this ended it.",
            ],
        ),
        (
            "2 h 10 min in: Latency is back",
            ["pause 2.5", "narrator: 2 hours 10 minutes in.", "narrator: Latency is back."],
        ),
        (
            "What was learned",
            ["narrator: What was learned.", "narrator: Align the pools.", "narrator: Alarm on waiting."],
        ),
    ]


def test_hours_are_counted_from_a_hundred_minutes_on() -> None:
    for minute, told in ((99, "Minute 99."), (100, "1 hour 40 minutes in.")):
        [_, chapter] = tell_incident(
            build(DECK), replace(STORM, events=(replace(STORM.events[0], minute=minute),), lessons=())
        )
        assert write(chapter.items)[1] == f"narrator: {told}"


def test_a_stamp_that_cannot_be_read_is_told_as_written_and_the_wait_counts_from_the_one_before() -> None:
    later = replace(STORM.events[1], at="by lunch", minute=None)
    events = (STORM.events[0], later, replace(STORM.events[2], minute=4))
    chapters = tell_incident(build(DECK), replace(STORM, events=events, decisions=(), lessons=()))
    lines = write(chapters[1].items)
    assert "narrator: by lunch." in lines
    assert [line for line in lines if line.startswith("pause")] == ["pause 0.8", "pause 0.8", "pause 1.4"]


def test_the_word_for_an_incident_is_not_said_twice() -> None:
    named = replace(STORM, title="Incident 1: The storm")
    assert write(tell_incident(build(DECK), named)[0].items)[0] == "narrator: Incident 1: The storm."


def test_what_is_not_there_has_no_chapter() -> None:
    bare = tell_incident(build(DECK), replace(STORM, events=(), lessons=(), decisions=()))
    assert [chapter.title for chapter in bare] == ["The storm"]
    [whole] = [compose_episode(build(DECK), EpisodeRequest("incident", "storm"))]
    assert (whole.id, whole.kind, whole.title) == ("incident-storm", "incident", "The storm")
    assert not any(isinstance(item, Pause) and item.is_think_time for item in whole.chapters[1].items)
