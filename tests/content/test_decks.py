"""What every deck that ships promises its reader: complete, explained, referenced, of its own words, and as long as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from deck import Deck
from deck.__main__ import main
from deck.model import Choice, ScriptPart
from tests.content.library import CONTENT, FIRST, NAMES, SOURCE, path_of, read, source

WORDS_A_MINUTE = 165
TOLERANCE = 0.08
RUN = 10
TOPIC_LEVEL = {FIRST: 3}  # headings of this level and above begin a topic; others group their topics under "##"

_WORD = re.compile(r"[a-z0-9]+")
_SPEAKABLE = re.compile(r"[^A-Za-zÀ-ÿ\s.,;:?!'’\"“”-]")
_ADDRESS = r"<?https://[\w./%?=&+#()~:-]+>?"
_REFERENCE = re.compile(
    rf"- (?:\[[^\]]{{5,}}\]\(https://[^\s)]+\)|\S.{{4,}}?: {_ADDRESS}(?: and \S.{{4,}}?: {_ADDRESS})?)$"
)


def _bad_choices(choices: tuple[Choice, ...]) -> bool:
    """Not one right option among three to five, or an option that does not say why."""
    return not (3 <= len(choices) <= 5 and sum(c.right for c in choices) == 1 and all(c.explanation for c in choices))


def _length(text: str) -> int:
    return len(text.split())


def test_check_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *map(str, sorted(CONTENT.glob("*.md")))]) == 0
    assert capsys.readouterr().out == ""


def test_every_question_is_answered(shipped: Deck) -> None:
    wanting = [
        q.id for q in shipped.questions if not (q.prompt and q.answer and 3 <= len(q.key_points) <= 6 and q.explicit_id)
    ]
    assert wanting == []


def test_every_multiple_choice_explains_itself(shipped: Deck) -> None:
    choices = [q for q in shipped.questions if q.kind == "choice"]
    assert choices
    assert [q.id for q in choices if _bad_choices(q.choices)] == []
    assert [(q.id, _length(q.answer)) for q in choices if not 50 <= _length(q.answer) <= 120] == []
    assert [q.id for q in choices if set(q.key_points) & {c.text for c in q.choices}] == []


def test_every_layered_answer_has_both_layers(shipped: Deck) -> None:
    layered = [q for q in shipped.questions if q.kind == "layered"]
    assert layered
    assert [q.id for q in layered if not (q.eli8 and q.answer)] == []


def test_every_counter_question_has_its_test_and_its_answer(shipped: Deck) -> None:
    wanting = [
        (c.id, _length(c.answer), len(c.key_points))
        for c in shipped.counter_questions
        if not (c.tests and c.explicit_id and 60 <= _length(c.answer) <= 150 and 3 <= len(c.key_points) <= 5)
    ]
    assert wanting == []


def test_no_question_is_asked_twice(shipped: Deck) -> None:
    asked = [" ".join(_WORD.findall(q.prompt.lower())) for q in (*shipped.questions, *shipped.counter_questions)]
    assert len(asked) == len(set(asked))


def test_every_incident_can_be_lived_through(shipped: Deck) -> None:
    for incident in shipped.incidents:
        assert incident.explicit_id, incident.id
        assert 8 <= len(incident.events) <= 14, incident.id
        assert not any(e.role_inferred for e in incident.events), incident.id
        assert 3 <= len(incident.lessons) <= 5, incident.id
        assert incident.topics, incident.id
        assert all(shipped.find_section(topic) for topic in incident.topics), incident.id


def test_events_run_forward(shipped: Deck) -> None:
    for incident in shipped.incidents:
        minutes = [e.minute for e in incident.events]
        assert all(a is not None and b is not None and a <= b for a, b in pairwise(minutes)), incident.id


def test_every_incident_has_curves_that_say_what_they_are(shipped: Deck) -> None:
    for incident in shipped.incidents:
        assert incident.series, incident.id
        assert {s.note for s in incident.series} == {"illustrative"}, incident.id
        for series in incident.series:
            assert all(a[0] < b[0] for a, b in pairwise(series.points)), (incident.id, series.name)


def test_every_incident_asks_for_decisions(shipped: Deck) -> None:
    for incident in shipped.incidents:
        assert len(incident.decisions) >= 2, incident.id
        assert [d.id for d in incident.decisions if _bad_choices(d.choices)] == []
        assert all(0 <= d.after < len(incident.events) for d in incident.decisions), incident.id


def _topics(name: str) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of each topic that asks something; incidents and scripts are not topics."""
    begins = re.compile(rf"#{{2,{TOPIC_LEVEL.get(name, 2)}}} ")
    heading, lines, fenced = "", list[str](), False
    for line in [*path_of(name).read_text(encoding="utf-8").split("\n"), "## "]:
        fenced ^= line.startswith("```")
        if not fenced and (begins.match(line) or line.startswith("### Incident")):
            if any("{#q-" in text or text.startswith("**Architect view:**") for text in [heading, *lines]):
                yield heading, lines
            heading, lines = line, []
        else:
            lines.append(line)


def test_topics_end_with_references(name: str) -> None:
    topics = list(_topics(name))
    assert topics
    for heading, lines in topics:
        assert "**References:**" in lines, heading
        listed = [line for line in lines[lines.index("**References:**") + 1 :] if line]
        assert 1 <= len(listed) <= 3, heading
        assert [line for line in listed if not _REFERENCE.match(line)] == [], heading


def _minutes(part: ScriptPart) -> float:
    return _length(part.text) / WORDS_A_MINUTE


def test_scripts_last_what_they_promise(shipped: Deck) -> None:
    (script,) = shipped.scripts
    for part in script.parts:
        low, high = part.minutes
        assert low * (1 - TOLERANCE) <= _minutes(part) <= high * (1 + TOLERANCE), part.id
    low, high = script.minutes
    assert low <= sum(map(_minutes, script.parts)) <= high


def test_the_first_script_has_four_parts_and_a_summary_in_half_an_hour() -> None:
    (script,) = read(FIRST).scripts
    assert script.minutes == (25, 30)
    assert len(script.parts) == 5


def test_scripts_can_be_spoken(shipped: Deck) -> None:
    for script in shipped.scripts:
        for part in script.parts:
            assert _SPEAKABLE.findall(part.text) == [], part.id


def test_every_diagram_is_told_to_listeners(shipped: Deck) -> None:
    assert shipped.diagrams
    assert [(d.section, d.line) for d in shipped.diagrams if not d.spoken] == []


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


@pytest.mark.skipif(not SOURCE.exists(), reason="the client's document is not beside the project")
def test_no_sentence_is_taken_from_the_client(name: str) -> None:
    taken = _runs(path_of(name).read_text(encoding="utf-8")) & _runs(
        SOURCE.read_text(encoding="utf-8", errors="replace")
    )
    assert [" ".join(run) for run in sorted(taken)] == []


def test_the_decks_are_as_large_as_promised() -> None:
    first, second, third = (read(name) for name in NAMES)
    assert len(first.incidents) >= 10
    assert 35 <= len(second.questions) + len(second.counter_questions) <= 60
    assert 55 <= len(third.questions) <= 65
    given = source()
    if given is not None:
        assert len(first.questions) > len(given.questions)
        assert len(first.counter_questions) > len(given.counter_questions)
