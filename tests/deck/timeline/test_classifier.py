"""Whether a list of times tells of something that went wrong."""

from __future__ import annotations

import pytest

from deck.parser import parse
from deck.timeline.classifier import names_incident, names_other_list

TIMES = "- 10:00 Ada\n- 10:30 Bo\n- 11:00 Cy\n"


@pytest.mark.parametrize(
    "title",
    [
        "Incident: the disk",
        "Post-mortem",
        "Timeline",
        "What happened",
        "SEV-1 of May",
        "Chronologie",
        "Störung im Netz",
        "障害の経緯",
        "Sequence of events",
        "Linha do tempo",
    ],
)
def test_titles_of_incidents(title: str) -> None:
    assert names_incident(title)
    assert not names_other_list(title)


@pytest.mark.parametrize(
    "title",
    [
        "Agenda",
        "Opening hours",
        "Release notes",
        "Minutes of the meeting",
        "Cron",
        "Öffnungszeiten",
        "Action items",
        "Changelog",
        "Next steps",
    ],
)
def test_titles_of_other_lists(title: str) -> None:
    assert names_other_list(title)
    assert not names_incident(title)


@pytest.mark.parametrize("title", ["Incidental music", "Pools", "Programming", "Agendas"])
def test_other_titles(title: str) -> None:
    assert not names_incident(title)
    assert not names_other_list(title)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"# D\n\n## Incident: x\n\n{TIMES}", 1),
        (f"# D\n\n## Talks\n\n{TIMES}", 0),
        (f"# Incidents\n\n## Agenda\n\n{TIMES}", 0),
        ("# D\n\n## Talks\n\n10:00 Errors\n10:30 Restart\n11:00 Cy\n", 1),
        ("# D\n\n## Talks\n\n10:00 Errors\n10:30 Errors\n11:00 Cy\n", 0),
        ("# D\n\n## Talks\n\n10:00 UTC Errors\n10:30 UTC Ada\n11:00 UTC Cy\n", 1),
        ("# D\n\n## Night\n\n- **10:00** Bo\n- **10:30** Ada\n", 1),
    ],
)
def test_titles_marks_and_words_decide(text: str, count: int) -> None:
    assert len(parse(text).incidents) == count
