"""Whether a list of times tells of something that went wrong: from the titles above it, else from its own words."""

from __future__ import annotations

import re

from deck.languages import LANGUAGES, alternatives
from deck.markdown.labels import fold_text
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.timeline.events import SectionEvents
from deck.timeline.timezones import find_zone


def _build_words(name: str) -> str:
    """Return a pattern of the words of one table of all languages: whole words where a script parts them."""
    words = [word for language in LANGUAGES if language.code != "en" for word in getattr(language, name)]
    spaced = [word for word in words if not _UNSPACED.search(word)]
    return rf"\b(?:{alternatives(spaced)})\b|{alternatives([word for word in words if _UNSPACED.search(word)])}"


_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")  # scripts that part no words
# Meets folded titles. One of these words in a title above makes a list of times the story of an incident.
_INCIDENT_TITLE = re.compile(
    rf"{_build_words('timelines')}|{_build_words('incidents')}|"
    r"\b(?:incidents?|outages?|post[- ]?mortem|timelines?|chronolog\w+|cronolog\w+|sequence of events|what happened|sev-?\d|"
    r"störung(?:en)?|ausfall|vorfall|(?:zeitlicher )?(?:ablauf|verlauf)|panne|incidente)\b|"
    r"障害|タイムライン|時系列"
)
# titles of lists with times that tell of no incident
_OTHER_TITLE = re.compile(
    rf"{_build_words('no_events')}|"
    r"\b(?:agenda|schedules?|programme|timetable|(?:opening|office|business) hours|calendar|itinerary|chapters|minutes of|"
    r"meeting|release notes|change ?log|releases|roadmap|milestones|cron|departures|arrivals|prices?|price list|rota|"
    r"action items?|follow-?ups|next steps|to-?dos?|reading list|references|syslog|access log|history of|deadlines|"
    r"öffnungszeiten|tagesordnung|fahrplan|horaires|ordre du jour|horario)\b"
)
# What status pages and post-mortems say in English, German, French, Spanish and Japanese. Words that every agenda has
# too ("meeting", "start") are left out on purpose.
_TROUBLE_WORD = re.compile(
    rf"{_build_words('troubles')}|"
    r"\b(?:errors?|fail\w*|outages?|down(?:time)?|alerts?|alarms?|paged?|pagers?|pages|latency|timeouts?|timed out|slow\w*|"
    r"degrad\w+|roll(?:ed|s|ing)?[ -]?back|restart\w*|crash\w*|deploy\w*|revert\w*|recover\w*|restor\w*|resolv\w+|"
    r"mitigat\w+|investigat\w+|identified|root cause|impact\w*|incidents?|on-?call|exhaust\w*|stuck|broken|breaks?|"
    r"unavailable|unreachable|(?:un)?healthy|overload\w*|saturat\w*|leak\w*|corrupt\w*|retr(?:y|ies)|warn(?:s|ed|ing|ings)?|"
    r"issues?|breach|theft|timeline|throttl\w+|backlog|disruption|post[- ]?mortem|fix(?:ed|es)?|repaired|lost|loses?|full|"
    r"50[0-9]s?|5xx|wrong|bad|normal|stalled?|stops?|stopped|"
    r"fehler\w*|störung\w*|ausfall\w*|ausgefallen|behoben|ursache|neustart|panne\w*|erreurs?|alertes?|rétabli\w*|cause|"
    r"caída|fallo\w*|restablecid\w*)\b|エラー|復旧|障害|アラート|遅延",
    re.IGNORECASE,
)
# Two different words of trouble are asked for, so each hit is cut to its letters before it is counted.
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_TROUBLE_WORDS = 2  # different words of trouble that make a list of times an incident where no title says so
_MOST_CHARACTERS = 20_000  # characters of a section in which they are looked for


def find_incident_hint(state: ParserState) -> bool | None:
    """Return whether the titles above speak of an incident.

    None where the nearest of all speaks of a plan or a list instead.
    """
    titles = [fold_text(title) for title in (*(s.title for s in reversed(state.ancestors)), state.title) if title]
    hints = [_INCIDENT_TITLE.search(title) is not None for title in titles]
    if titles and _OTHER_TITLE.search(titles[0]) and not hints[0]:
        return None
    return any(hints)


def _tells_story(line: SectionEvents) -> bool:
    """Return whether most events are set off from their text, or say a few words."""
    events = [
        e
        for e in line.events
        if e.stamp is not None and (e.stamp.is_marked or len(_WORD.findall(" ".join(e.text))) > 1)
    ]
    return not line.is_posts and len(events) * 2 > len(line.events)


def tells_of_trouble(state: ParserState, nodes: list[Node], line: SectionEvents) -> bool:
    """Return whether the text itself tells of something that happened, as timetables and opening hours do not.

    Times that markup or a separator sets off are the deck's own way to write events; and what says two words or more at
    most of its times tells a story. Else the words count. A zone, or a day and a clock in one stamp, counts as a word of
    trouble: nobody writes so of lunch.
    """
    if _tells_story(line):
        return True
    text = state.join_lines(nodes[0].first, nodes[-1].last)[:_MOST_CHARACTERS]
    words = {match.lower() for match in _TROUBLE_WORD.findall(f"{text} {state.section_title} {state.title}")}
    exact = find_zone(f"{line.header} time") is not None or any(
        e.stamp is not None and e.stamp.clock is not None and (e.stamp.zone or e.stamp.day) for e in line.events
    )
    return len(words) + exact >= _FEWEST_TROUBLE_WORDS


def names_incident(title: str) -> bool:
    """Return whether a title speaks of an incident or of its timeline."""
    return _INCIDENT_TITLE.search(fold_text(title)) is not None


def names_other_list(title: str) -> bool:
    """Return whether a title names a list of times that tells of no incident: an agenda, opening hours, releases."""
    return _OTHER_TITLE.search(fold_text(title)) is not None
