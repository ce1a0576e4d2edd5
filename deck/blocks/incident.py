"""Incidents: sections with a timeline, whatever form it is written in."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from weakref import WeakKeyDictionary

from deck.blocks.incident_parts import IncidentDraft, read_incident_parts
from deck.languages import LANGUAGES, alternatives
from deck.markdown.headings import slugify
from deck.markdown.labels import classify_label, fold_text
from deck.markdown.list_items import is_task_line, join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Event, Incident
from deck.timeline import classifier, event_order, status_updates
from deck.timeline.date_order import settle_date_order
from deck.timeline.event_collection import classify_heading, collect_events, may_hold_events
from deck.timeline.event_roles import infer_role, read_role_tag
from deck.timeline.events import EventDraft, SectionEvents, read_divider
from deck.timeline.measurements import find_signals
from deck.timeline.time_context import find_time_context
from deck.timeline.time_resolution import ResolvedTime, resolve_times
from deck.timeline.timestamps import read_timestamp
from deck.timeline.timezones import is_zone_sentence

# titles that say what a section is and not what it tells of: the incident is named after what stands around it
_TIMELINE_WORDS = alternatives([word for language in LANGUAGES for word in language.timelines])
_TIMELINE_TITLE = re.compile(
    r"^(?:(?:incident|detailed|full|event|outage|the|high[- ]level|complete|brief|short|our|internal|external|approximate|rough|"
    r"detail|summary|issue|service|production|technical)\s+)*"
    rf"(?:{_TIMELINE_WORDS}|key events|main events|how (?:did )?we respond(?:ed)?|event log|incident log|log)(?![^\W_]).{{0,60}}$"
)
# Headings of the usual post-mortem templates, in the languages of the decks. None of them can name an incident: two
# incidents called "Summary" could not be told apart.
_SECTION_TITLE = re.compile(
    r"^(?:(?:incident|issue|executive|event|outage|technical|brief|short|the|our)\s+)*"
    r"(?:summary|overview|details?|impact|resolution|root causes?|background|detection|response|recovery|mitigation|remediation|"
    r"description|updates?|notes|key facts|post-?mortem|report|incident report|review|retrospective|actions?(?: items)?|"
    r"analysis|what went wrong|trigger|resolution and recovery|"
    r"zusammenfassung|übersicht|auswirkungen?|behebung|résumé|contexte|resumen|resumo|"
    r"riepilogo|samenvatting|podsumowanie|özet|概要|まとめ|摘要|ملخص|सारांश)"
    r"(?: (?:of events|and timeline|\([^()]{0,60}\)))?[.:]?$"
)
_TITLE_TAIL = re.compile(r"[(\d]|\ball times\b")  # "Timeline (all times UTC) Monday May 10th, 2021"
_TITLE_PARTS = re.compile(r"\s*[/&]\s*")  # "Incident updates / Postmortem"
# "Incident 3", "Incident #7", "Incident B": a heading that opens the next incident and no phase of this one.
_NAMED_INCIDENT = re.compile(r"\bincident\s+(?:\d|#|[A-Z]\b)", re.IGNORECASE)
_HOUR_MINUTES, _DAY_MINUTES = 60, 1440
_LONGEST_GAP = 300 * 1440.0  # minutes between two events of one incident that a mistyped year makes
# Characters of a first line that may be a title; a longer one is a sentence.
_LONGEST_TITLE = 80
_NODES_LOOKED_AT = 40  # nodes below a dated heading that are looked at for times
_FEWEST_MARKED_EVENTS = 2  # times in bold, or set off by a dash: nobody writes two of those by accident
_FEWEST_TIMED_EVENTS = 3  # plain times: two also stand in "open from 9:00 to 17:00"
# A paragraph with one of these labels belongs to the block that comes next.
_BORDER_LABELS = {"question", "counter", "spoken", "eli8", "architect"}
_timeline_chapters: WeakKeyDictionary[ParserState, frozenset[int]] = (
    WeakKeyDictionary()
)  # while each document is being read
# A remark that holds a list keeps its line ends; joined to one line, its bullets would become hyphens in a sentence.
_INNER_LIST = re.compile(r"\n\s*(?:[-*+]|\d+[.)])\s")


def read_incident(state: ParserState) -> bool:
    """Read the section that begins here as an incident, if it holds enough events."""
    if state.position < state.timeline_checked_until:
        return False
    stop = _find_region_end(state)
    state.timeline_checked_until = max(stop, state.position + 1)
    nodes = state.nodes[state.position : stop]
    if not any(may_hold_events(state, n) for n in nodes):
        return False
    if _split_choices_from_events(state, stop):
        stop = _find_region_end(state)
        state.timeline_checked_until = max(stop, state.position + 1)
        nodes = state.nodes[state.position : stop]
    title = state.section_title
    line = _find_timeline(state, nodes)
    if line is None:
        return False
    state.end_prose()
    _build_incident(state, nodes, line, title)
    state.position = stop
    return True


def _find_region_end(state: ParserState) -> int:
    """Return the node at which this section's text ends: another heading, a group's border or a question.

    A heading that is an event of the timeline does not end it.
    """
    at = state.position
    while at < len(state.nodes):
        node = state.nodes[at]
        label = node.label.kind if node.label else ""
        if (
            (node.kind == "heading" and not _continues_region(state, at))
            or node.kind == "marker"
            or label in _BORDER_LABELS
        ):
            break
        at += 1
    return at


def _split_choices_from_events(state: ParserState, stop: int) -> bool:
    """Part a list in which the choices of a decision run into the events below them.

    Markdown takes both for one list.
    """
    result = False
    for place in range(stop - 1, state.position, -1):
        label, node = state.nodes[place - 1].label, state.nodes[place]
        if node.kind != "list" or label is None or label.kind != "decision":
            continue
        tasks_first = next((n for n, (first, _) in enumerate(node.items) if not is_task_line(state.lines[first])), 0)
        if tasks_first:
            below = replace(node, first=node.items[tasks_first][0], items=node.items[tasks_first:])
            above = replace(node, last=node.items[tasks_first - 1][1], items=node.items[:tasks_first])
            state.nodes[place : place + 1] = [above, below]
            result = True
    return result


def _continues_region(state: ParserState, at: int) -> bool:
    """Return whether a heading is an event of the timeline, and so continues the section.

    A heading that begins with a date is the title of the times below it, if there are any. Any other heading with a time is
    an event where a heading above announces a timeline.
    """
    if status_updates.is_status_heading(state, at):
        return True
    kind = classify_heading(state.nodes[at])
    if kind == "":
        return _is_phase(state, at)
    if kind != "title":
        return True
    if not any(_is_timeline_title(s.title) for s in state.ancestors):
        return False
    for below in state.nodes[at + 1 : at + 1 + _NODES_LOOKED_AT]:
        if below.kind == "heading":
            break
        if may_hold_events(state, below):
            return False
    return True


@lru_cache(maxsize=4096)
def _is_timeline_title(title: str) -> bool:
    """Return whether a title says that a timeline follows."""
    return _TIMELINE_TITLE.match(fold_text(title)) is not None


def _is_phase(state: ParserState, at: int) -> bool:
    """Return whether a heading stands below a "Timeline" heading and names a phase of its events."""
    node = state.nodes[at]
    above = next((s for s in state.ancestors if _is_timeline_title(s.title)), None)
    if above is None or node.level <= above.level or classify_label(node.title) or _NAMED_INCIDENT.search(node.title):
        return False
    for below in state.nodes[at + 1 : at + 1 + _NODES_LOOKED_AT]:
        if below.kind == "heading":
            return False
        if below.kind in ("list", "table", "paragraph") and may_hold_events(state, below):
            return True
    return False


def _find_timeline(state: ParserState, nodes: list[Node]) -> SectionEvents | None:
    """Return the events, if there are enough of them to be the timeline of an incident."""
    hinted = classifier.find_incident_hint(state)
    if hinted is None or _stands_beside_timeline(state):
        return None
    line = _find_events(state, nodes, hinted)
    return line if line is not None and (hinted or classifier.tells_of_trouble(state, nodes, line)) else None


def _stands_beside_timeline(state: ParserState) -> bool:
    """Return whether a section stands beside its chapter's timeline: "Impact", "Actions", "Measurements".

    Times that it repeats or plans make no second incident. A title that names an incident or begins with a date does.
    """
    own = state.ancestors[-1] if state.ancestors else None
    if own is None or classifier.names_incident(own.title) or read_timestamp(own.title) is not None:
        return False
    if state not in _timeline_chapters:
        _timeline_chapters[state] = _find_timeline_chapters(state)
    chapters = _timeline_chapters[state]
    return bool(chapters) and not chapters.isdisjoint({0, *(section.line for section in state.ancestors[:-1])})


def _find_timeline_chapters(state: ParserState) -> frozenset[int]:
    """Return the lines of headings with a timeline section right below them; 0 stands for the document itself."""
    chapters, stack = set[int](), list[tuple[int, int]]()
    for node in state.nodes:
        if node.kind != "heading":
            continue
        while stack and stack[-1][0] >= node.level:
            stack.pop()
        if _is_timeline_title(node.title):
            chapters.add(stack[-1][1] if stack else 0)
        stack.append((node.level, 0 if not stack and node.level == 1 else state.origin[node.first]))
    return frozenset(chapters)


def _find_events(state: ParserState, nodes: list[Node], hinted: bool) -> SectionEvents | None:
    """Return the events, None where there are too few; sentences count only where lists and tables give no events."""
    if (result := status_updates.collect_posts(state, nodes)) is not None:
        return result
    line = collect_events(state, nodes, hinted, narrative=False)
    readable = [e for e in line.events if e.stamp is not None]
    timed = [e for e in readable if e.stamp is not None and (e.stamp.clock is not None or e.stamp.offset is not None)]
    marked_count = sum(e.strength == 2 for e in timed)
    dated = hinted and len(readable) >= 2
    if marked_count >= _FEWEST_MARKED_EVENTS or len(timed) >= _FEWEST_TIMED_EVENTS:
        return line
    collection = collect_events(state, nodes, hinted, narrative=True)
    timestamps = [
        e.stamp
        for e in collection.events
        if e.stamp is not None and (e.stamp.clock is not None or e.stamp.offset is not None)
    ]
    if len(timestamps) >= _FEWEST_TIMED_EVENTS and (hinted or any(stamp.zone or stamp.day for stamp in timestamps)):
        return collection
    told_once = len(timed) == 1 and timed[0].strength == 0  # one sentence with a time is no timeline
    return line if (hinted and timed and not told_once) or dated else None


def _build_incident(state: ParserState, nodes: list[Node], line: SectionEvents, title: str) -> None:
    _name_last_phase(state, line)
    draft = IncidentDraft()
    start = state.position
    read_incident_parts(state, nodes, line, draft)
    state.position = start
    explicit = _find_explicit_id(state)
    title = _choose_title(state, title)
    section = state.section
    first = state.nodes[start - 1] if start and section and state.nodes[start - 1].kind == "heading" else None
    low, high = state.get_source_span([*([first] if first else []), *nodes])
    state.consume(*nodes)
    context, clock = find_time_context(state, nodes, line, draft.zone_note)
    settle_date_order(state, line, context)
    if not draft.decisions and event_order.is_newest_first(line, context):
        event_order.reverse_events(line)
    _report_untimed(state, line)
    moments = resolve_times([e.stamp for e in line.events], context)
    moments = _find_outliers(state, line, moments)
    events = tuple(
        _build_event(state, e, m, n, len(line.events))
        for n, (e, m) in enumerate(zip(line.events, moments, strict=True))
    )
    new_id = state.incident_ids.reserve(explicit or slugify(title))
    place = state.add_block(
        Incident(
            id=new_id,
            title=title,
            section=section,
            events=events,
            lessons=tuple(x for x in draft.lessons if x),
            line=low,
            last=high,
            intro=tuple(draft.intro),
            decisions=tuple(draft.decisions),
            series=tuple(draft.series),
            topics=tuple(draft.topics),
            zone_note=clock,
            explicit_id=bool(explicit),
            details=state.group,
            labs=tuple(draft.labs),
        )
    )
    state.last_incident = (place, _find_level(state))


def _report_untimed(state: ParserState, line: SectionEvents) -> None:
    for index in line.untimed:
        state.report(
            state.origin[index],
            "info",
            "stamp-missing",
            "This item of a timeline has no time; it was read as a remark.",
            "Put a time in front of it, or indent it below the event that it belongs to.",
        )


def _find_level(state: ParserState) -> int:
    """Return the level of the heading that an incident stands under; a generic heading ("Timeline") is a part of it."""
    above = state.ancestors
    generic = bool(above) and _is_generic(above[-1].title)
    return above[-1].level - (1 if generic else 0) if above else 0


def _find_outliers(state: ParserState, line: SectionEvents, moments: list[ResolvedTime]) -> list[ResolvedTime]:
    """Report times that are later than those below them, hours above 24, and jumps of a year.

    The times below such an outlier are then not reported as running backwards.
    """
    settled: list[ResolvedTime] = []
    following: list[float | None] = [None] * len(moments)  # the next minute that is known
    for n in range(len(moments) - 2, -1, -1):
        minute = moments[n + 1].minute
        following[n] = following[n + 1] if minute is None else minute
    latest: float | None = None
    before: float | None = None
    first = next((e.stamp.clock for e in line.events if e.stamp is not None and e.stamp.clock is not None), 0.0)
    is_clock = first >= _HOUR_MINUTES  # times that begin in hour 0 may count from the start
    for n, (event, moment) in enumerate(zip(line.events, moments, strict=True)):
        after = following[n]
        if moment.minute is None:
            settled.append(moment)
            continue
        stamp = event.stamp
        is_ahead = after is not None and moment.minute > after and (latest is None or after >= latest) and n > 0
        is_late = is_clock and stamp is not None and stamp.clock is not None and stamp.clock > _DAY_MINUTES
        is_far = latest is not None and moment.minute - latest > _LONGEST_GAP
        if is_ahead or is_late or is_far:
            _report_outlier(state, event, "has an hour above 24" if is_late else "lies long after the events around it")
        if not is_ahead and not is_far:
            backwards = before is not None and moment.minute < before - 1e-9
            before = moment.minute
            latest = moment.minute if latest is None else max(latest, moment.minute)
            settled.append(replace(moment, backwards=backwards))
        else:
            settled.append(moment)
    return settled


def _report_outlier(state: ParserState, event: EventDraft, what: str) -> None:
    state.report(
        min(state.origin[event.first : event.last + 1]),
        "warning",
        "stamp-ahead",
        f"“{event.at}” {what}; it keeps its place.",
        "Correct the time, or move the event.",
    )


def _find_explicit_id(state: ParserState) -> str:
    above = state.ancestors
    return above[-1].id if above and above[-1].explicit_id else ""


def _choose_title(state: ParserState, title: str) -> str:
    """Return a title for an incident whose own heading only says "Timeline".

    It is that of the nearest section around it with a telling title, else the document's.
    """
    for section in reversed(state.ancestors):
        if not _is_generic(section.title) and read_divider(section.title) is None:
            return section.title
    if state.title and (not _is_generic(state.title) or not state.meta.title):
        return state.title
    return state.meta.title or title or _find_opening_title(state) or "Incident"


def _is_generic(title: str) -> bool:
    """Return whether a title only says what kind of section it stands above."""
    folded = fold_text(title)
    if (
        _TIMELINE_TITLE.match(folded) is not None
        or _TIMELINE_TITLE.match(_TITLE_TAIL.split(folded)[0].rstrip()) is not None
    ):
        return True
    parts = [part.strip() for part in _TITLE_PARTS.split(folded)]
    return all(_SECTION_TITLE.match(part) is not None or _TIMELINE_TITLE.match(part) is not None for part in parts)


def _name_last_phase(state: ParserState, line: SectionEvents) -> None:
    """Keep the name of a phase that no event follows as a remark of the last event."""
    if line.phase and line.events:
        line.events[-1].details.append(line.phase)
    line.phase = ""


def _find_opening_title(state: ParserState) -> str:
    """Return the first line of a text without headings, where it is short enough to be its title."""
    near = (n for n in state.nodes[state.position : state.position + 2] if not is_zone_sentence(state.get_node_text(n)))
    node = next(near, None)
    words = state.lines[node.first].strip("*_: ") if node is not None and node.kind == "paragraph" else ""
    return (
        words
        if len(words) <= _LONGEST_TITLE and read_timestamp(words) is None and not status_updates.may_be_post(words)
        else ""
    )


def _build_event(state: ParserState, draft: EventDraft, moment: ResolvedTime, place: int, count: int) -> Event:
    role, text = read_role_tag(join_wrapped_lines("\n".join(draft.text)))
    places = state.origin[draft.first : draft.last + 1]
    line = min(places)
    if moment.minute is None:
        quoted_time = f"“{draft.at}”" if draft.at else "This event"
        state.report(
            line,
            "warning",
            "stamp-unreadable",
            f"{quoted_time} cannot be read as a time; the event keeps its place.",
            "Write e.g. 00:05, T+5m or 14:02 UTC.",
        )
    elif draft.stamp is not None and draft.stamp.oddity:
        state.report(
            line, "info", "stamp-odd", f"{draft.stamp.oddity} It was read as it stands.", "Write the time as it was."
        )
    elif moment.backwards:
        state.report(
            line,
            "warning",
            "stamp-backwards",
            f"“{draft.at}” lies before the event above it; the order was kept.",
            "Correct the time, or move the event.",
        )
    details = tuple(d if "\n" in d and _INNER_LIST.search(d) else join_wrapped_lines(d) for d in draft.details)
    event_text = " ".join([text, *details]) if details else text
    return Event(
        at=draft.at,
        minute=moment.minute,
        text=text,
        details=tuple(d for d in details if d),
        line=line,
        last=max(places),
        end_minute=moment.end_minute,
        wall=moment.wall,
        certainty=moment.certainty,
        role=role or infer_role(event_text, place, count),
        role_inferred=role is None,
        signals=find_signals(event_text),
    )
