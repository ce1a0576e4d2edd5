"""Updates of status pages and messages of chats: roles, order, and what is none."""

from __future__ import annotations

import pytest

from deck.parser import parse

UPDATES = """# Slow logins

**Resolved** - It is over.
Nov 24, 10:52 UTC

**Monitoring** - The new build is out.
Nov 24, 10:20 UTC

**Update** - More hands are here.
Nov 24, 10:01 UTC

**Identified** - A lock is held too long.
Nov 24, 09:44 UTC

**Investigating** - Logins take a minute.
Nov 24, 09:31 UTC
"""


def test_the_word_of_a_status_is_the_role() -> None:
    (incident,) = parse(UPDATES).incidents
    assert [(e.at, e.role) for e in incident.events if not e.role_inferred] == [
        ("Nov 24, 09:31 UTC", "symptom"),
        ("Nov 24, 09:44 UTC", "diagnosis"),
        ("Nov 24, 10:20 UTC", "mitigation"),
        ("Nov 24, 10:52 UTC", "recovery"),
    ]
    assert [e.minute for e in incident.events] == [0, 13, 30, 49, 81]


def test_newest_first_is_no_damage() -> None:
    deck = parse(UPDATES)
    assert deck.problems == ()
    assert deck.unparsed_lines == ()


def test_oldest_first_reads_the_same() -> None:
    head, *updates = UPDATES.strip().split("\n\n")
    (turned,) = parse("\n\n".join([head, *reversed(updates)])).incidents
    (given,) = parse(UPDATES).incidents
    assert [(e.at, e.minute, e.text, e.role) for e in turned.events] == [
        (e.at, e.minute, e.text, e.role) for e in given.events
    ]


def test_what_stands_behind_the_last_time_is_kept() -> None:
    (incident,) = parse(UPDATES + "This incident affected: Login.\n").incidents
    assert incident.events[0].details == ("This incident affected: Login.",)


def test_a_post_without_a_time_keeps_all_its_lines_with_the_one_above() -> None:
    untimed = "**Update** - We still\nlook at the pool.\n\n**Identified**\n\nA lock.\n\n"
    (incident,) = parse(UPDATES.replace("**Monitoring**", f"{untimed}**Monitoring**")).incidents
    assert incident.events[-1].details == ("**Update** - We still look at the pool.", "**Identified** A lock.")


@pytest.mark.parametrize(
    "text",
    [
        "# Words\n\n**Investigating** - We look.\n\n**Resolved** - It is over.\n",
        "# Status\n\n### Monitoring\n\nGraphs.\n\n### Resolved\n\nIt is over.\n",
        "# Talks\n\nAda 09:30\nBo 10:15\nCy 11:00\n",
        "# One update of an incident\n\n**Resolved** - It is over.\nNov 24, 10:52 UTC\n",
    ],
)
def test_words_without_times_are_no_posts(text: str) -> None:
    deck = parse(text)
    assert not any(len(incident.events) > 1 for incident in deck.incidents)
    assert deck.unparsed_lines == ()


def test_a_timeline_of_clocks_alone_is_not_turned() -> None:
    deck = parse("# Incident\n\n- 10:30 end\n- 10:20 fix\n- 10:10 alarm\n")
    assert [e.at for e in deck.incidents[0].events] == ["10:30", "10:20", "10:10"]
    assert [p.code for p in deck.problems] == ["stamp-backwards", "stamp-backwards"]


@pytest.mark.parametrize("head", ["# Incident\n\n- ", "[10:00 ", "At 10:00 ", "- 10:00 on ", "2024-05-01 10:00 to "])
@pytest.mark.parametrize("space", [" ", "\t"])
def test_spaces_without_end_take_no_time(head: str, space: str) -> None:
    # with a pattern that goes back, this takes minutes: the suite's own time limit is the assertion
    assert parse(head + space * 100_000).unparsed_lines == ()
