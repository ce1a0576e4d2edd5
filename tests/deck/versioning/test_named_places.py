"""What an address names in a deck: a question, a topic, an event, a decision, a lab; and the lines of it."""

from __future__ import annotations

import pytest

from deck import distractors
from deck.parser import parse
from deck.versioning import places

TEXT = """# Deck

## Pools

Some words.

**Question:** Why do pools run dry? {#q-dry}

**Answer:** They leak.

**Counter-questions:**

- *“And who notices?”* {#q-who}
  → testing alarms

## Estimates

**Estimate:** How many in {a: 1..9} rows? {#e-rows}

**Answer:** {a * 2}

**Story:** When did a pool of yours run dry? {#s-dry}

## Incident: the disk is full {#disk}

```lab retry-storm
clients: 20
```

- **00:00** *Trigger:* Logs grow
- **00:05** *Symptom:* Writes fail
  - all of them

**Decision:** What now? {#stop-now}

- [x] Cut the logs
- [ ] Wait

- **00:09** *Mitigation:* Logs are cut

## Spoken script

### Part 1: Opening (2–3 minutes)

Hello.

### Part 2: End (1 minute)

Bye.

"""


@pytest.mark.parametrize(
    ("name", "title", "begins", "ends"),
    [
        ("q-dry", "Why do pools run dry?", "**Question:** Why do", "**Answer:** They leak."),
        ("q-who", "And who notices?", "- *“And who", "  → testing alarms"),
        ("e-rows", "How many in {a: 1..9} rows?", "**Estimate:**", "**Answer:** {a * 2}"),
        ("s-dry", "When did a pool of yours run dry?", "**Story:**", "**Story:**"),
        ("pools", "Pools", "## Pools", "  → testing alarms"),
        ("disk@1", "00:00 Logs grow", "- **00:00**", "- **00:00**"),
        ("disk@2", "00:05 Writes fail", "- **00:05**", "  - all of them"),
        ("disk@3", "00:09 Logs are cut", "- **00:09**", "- **00:09**"),
        ("stop-now", "What now?", "**Decision:**", "- [ ] Wait"),
        ("lab:retry-storm", "Incident: the disk is full", "```lab", "```"),
        ("part-2-end", "Part 2: End", "### Part 2", "Bye."),
    ],
)
def test_an_address_names_lines_without_blank_ones_at_their_end(name: str, title: str, begins: str, ends: str) -> None:
    lines = TEXT.split("\n")
    place = places.find_place(parse(TEXT), TEXT, name)
    assert place is not None
    assert (place.id, place.title) == (name, title)
    assert lines[place.first - 1].startswith(begins)
    assert lines[place.last - 1].startswith(ends)


@pytest.mark.parametrize(
    "name", ["nobody", "", "disk@0", "disk@4", "disk@", "pools@1", "lab:nobody", "disk@1234567890123", "disk@²"]
)
def test_other_addresses_name_nothing(name: str) -> None:
    assert places.find_place(parse(TEXT), TEXT, name) is None


def test_the_last_topic_reaches_to_the_end_of_the_text() -> None:
    text = "# Deck\n\n## One\n\na\n\n## Two\n\nb\n\nc\n\n"
    assert places.find_place(parse(text), text, "two") == places.Place("two", "Two", 7, 11)
    assert places.find_place(parse(text), text, "one") == places.Place("one", "One", 3, 5)


def test_a_topic_lists_what_stands_in_it_and_an_incident_its_events_and_stops() -> None:
    deck = parse(TEXT)
    topic, incident = (places.find_place(deck, TEXT, name) for name in ("pools", "disk"))
    assert topic is not None and incident is not None
    assert [place.id for place in places.list_inner_places(deck, topic)] == ["q-dry", "q-who"]
    assert [place.id for place in places.list_inner_places(deck, incident)] == [
        "disk@1",
        "disk@2",
        "disk@3",
        "stop-now",
    ]


def test_a_decision_that_was_drawn_up_stands_at_the_step_in_question() -> None:
    text = "".join(
        f"# Incidents\n\n## Incident: number {n} {{#i{n}}}\n\n- **00:00** *Trigger:* Load {n}\n- **00:05** *Mitigation:* {step}\n\n"
        for n, step in enumerate(
            ("Roll the release back", "Drain the northern region", "Purge the edge cache", "Raise the limit")
        )
    )
    deck = parse(text)
    (decision,) = distractors.list_decisions(deck, deck.incidents[1])
    place = places.find_place(deck, text, decision.id)
    assert place is not None
    assert place.title == decision.prompt
    assert places.get_lines(text, place.first, place.last) == "- **00:05** *Mitigation:* Drain the northern region"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("disk@3", ("disk", 3)),
        ("a@b@12", ("a@b", 12)),
        ("@7", ("", 7)),
        ("disk", None),
        ("disk@x", None),
        ("disk@-1", None),
    ],
)
def test_the_number_of_an_event_stands_behind_the_last_mark(name: str, expected: tuple[str, int] | None) -> None:
    assert places.split_event_id(name) == expected
    if expected is not None:
        assert places.make_event_id(*expected) == name


def test_lines_are_replaced_or_deleted_and_no_others() -> None:
    assert places.replace_lines("a\r\nb\r\nc", 2, 2, "x\ny") == "a\r\nx\r\ny\r\nc"
    assert places.replace_lines("a\nb\nc\nd", 2, 3, "") == "a\n\nd"
    assert places.replace_lines("a", 1, 1, "b") == "b"
    assert places.get_lines("a\r\nb\rc\nd", 2, 3) == "b\nc"
