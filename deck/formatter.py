"""A deck as canonical markdown.

The formatter never changes what a deck says, and checks itself: what it wrote is read again and compared. Where the
canonical form of a strange text would read differently, the repaired text itself is given instead, which reads as the same deck
because a repaired text needs no repair.
"""

from __future__ import annotations

from collections.abc import Iterator

from deck.markdown import frontmatter
from deck.markdown.labels import classify_label
from deck.model import (
    Block,
    Choice,
    CounterQuestion,
    Deck,
    DesignExercise,
    Details,
    Estimate,
    Event,
    Incident,
    Lab,
    Prose,
    Question,
    Script,
    Section,
    Story,
)
from deck.parser import parse, tell_language
from deck.render import begins_block, render_labelled, render_part
from deck.render_exercises import render_exercise
from deck.timeline.date_headings import find_date_headings
from deck.timeline.timestamps import read_timestamp as read_stamp


def format_deck(deck: Deck) -> str:
    """Return markdown that parses to an equal deck; writing what was written changes nothing."""
    for text in (render_canonical(deck), _add_front_matter(deck, deck.text)):
        if parse(text) == deck:
            return text
    return _add_front_matter(deck, deck.text)


def _add_front_matter(deck: Deck, text: str) -> str:
    body = text.strip("\n") + "\n"
    matter = frontmatter.write_front_matter(deck.meta, with_language=tell_language(body.split("\n")) not in ("", "en"))
    return f"{matter}\n{body}" if matter else body


def render_canonical(deck: Deck) -> str:
    """Return the canonical form, not checked."""
    parts = [f"# {deck.title}"] if deck.title and deck.title != deck.meta.title else []
    writer = _Writer(deck)
    return _add_front_matter(deck, "\n\n".join([*parts, *writer.iter_chunks()]))


class _Writer:
    """Walks sections and blocks in document order."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.groups = {d.id: d for d in deck.details}
        self.open: list[str] = []
        self.sections = {s.id: s for s in deck.sections}

    def iter_chunks(self) -> Iterator[str]:
        """Yield chunks of markdown, to be parted by blank lines."""
        by_section: dict[str, list[Block]] = {}
        skipped = {p.section for s in self.deck.scripts for p in s.parts}
        for block in self.deck.blocks:
            by_section.setdefault(block.section, []).append(block)
        yield from self._write_blocks(None, by_section.get("", []))
        for section in self.deck.sections:
            if section.id in skipped:
                continue
            yield from self._switch_group(section.details)
            yield _write_heading(section)
            yield from self._write_blocks(section, by_section.get(section.id, []))
        yield from self._switch_group("")

    def _switch_group(self, group_id: str) -> Iterator[str]:
        """Close and open `:::details` until the group with this id is the innermost."""
        chain: list[Details] = []
        while group_id:
            chain.insert(0, self.groups[group_id])
            group_id = self.groups[group_id].parent
        ids = [d.id for d in chain]
        while self.open and self.open != ids[: len(self.open)]:
            self.open.pop()
            yield ":::"
        for group in chain[len(self.open) :]:
            self.open.append(group.id)
            yield f":::details {group.title}".rstrip()

    def _write_blocks(self, section: Section | None, blocks: list[Block]) -> Iterator[str]:
        grouped = section is not None and classify_label(section.title) == "counter"
        about, before = "", None
        for block in blocks:
            yield from self._switch_group(block.details)
            if isinstance(block, CounterQuestion):
                if grouped and block.about not in (about, section.title if section else ""):
                    yield f"**{block.about}**"
                elif not grouped and not isinstance(before, CounterQuestion):
                    yield "**Counter-questions:**"
                about = block.about
                yield _write_follow_up(block)
            else:
                yield from self._write_block(block, section)
            before = block

    def _write_block(self, block: Block, section: Section | None) -> Iterator[str]:
        if isinstance(block, Question):
            yield from _write_question(block, section)
        elif isinstance(block, Incident):
            yield from _write_incident(block, self._collect_date_sources(block, section))
        elif isinstance(block, Script):
            yield from self._write_script(block)
        elif isinstance(block, Estimate | DesignExercise | Story):
            yield from render_exercise(block)
        elif not isinstance(block, CounterQuestion):
            yield from render_part(block)

    def _collect_date_sources(self, incident: Incident, section: Section | None) -> list[str]:
        """Return the texts, besides an incident's events, that may state its day."""
        above = self.deck.list_ancestors(section.id) if section else ()
        intro = [part.markdown for part in incident.intro if isinstance(part, Prose)]
        return [incident.zone_note, *(s.title for s in above), self.deck.title, self.deck.meta.title, *intro]

    def _write_script(self, script: Script) -> Iterator[str]:
        for part in script.parts:
            yield _write_heading(self.sections[part.section])
            if part.topics:
                yield f"**Topics:** {', '.join(part.topics)}"
            if part.text:
                yield part.text


def _write_heading(section: Section) -> str:
    mark = f" {{#{section.id}}}" if section.explicit_id else ""
    return f"{'#' * section.level} {section.title}{mark}"


def _write_question(question: Question, section: Section | None) -> Iterator[str]:
    mark = f" {{#{question.id}}}" if question.explicit_id else ""
    if question.kind == "layered" or (section is not None and section.title == question.prompt and question.eli8):
        if question.eli8:
            yield f"**ELI8:** {question.eli8}" if not begins_block(question.eli8) else f"**ELI8:**\n\n{question.eli8}"
        yield from render_labelled("**Architect view:**", question.body)
    else:
        head, *setup = question.prompt.split("\n\n", 1)
        yield f"**Question:** {head}{mark}"
        yield from setup
        if question.choices:
            yield "\n".join(_write_choice(c) for c in question.choices)
        if question.eli8:
            yield f"**ELI8:** {question.eli8}" if not begins_block(question.eli8) else f"**ELI8:**\n\n{question.eli8}"
        if question.body or question.answer or (setup and not question.choices):
            yield from render_labelled("**Answer:**", question.body)
    if question.key_points:
        yield "**Key points:**"
        yield "\n".join(_list_key_points(question))
    if question.wrong_answers:
        yield "**Common wrong answers:**"
        yield "\n".join(_list_wrong_answers(question))
    if question.choices and question.kind == "layered":
        yield "**Choices:**"
        yield "\n".join(_write_choice(c) for c in question.choices)


def _list_key_points(question: Question | CounterQuestion) -> list[str]:
    wordings = question.wordings or [()] * len(question.key_points)
    return [
        f"- [ ] {point}" + (f" ~ {'; '.join(also)}" if also else "")
        for point, also in zip(question.key_points, wordings, strict=True)
    ]


def _list_wrong_answers(question: Question | CounterQuestion) -> list[str]:
    return [f"- {wrong.text}" + (f" → {wrong.reason}" if wrong.reason else "") for wrong in question.wrong_answers]


def _write_choice(choice: Choice) -> str:
    why = f"\n  → {choice.explanation}" if choice.explanation else ""
    return f"- [{'x' if choice.right else ' '}] {choice.text}{why}"


def _write_follow_up(question: CounterQuestion) -> str:
    mark = f" {{#{question.id}}}" if question.explicit_id else ""
    lines = [f"- *“{question.prompt}”*{mark}"]
    if question.tests:
        lines.append(f"  → testing {question.tests}")
    if question.answer:
        lines += [
            "",
            *_indent_lines(
                f"**Answer:** {question.answer}"
                if not begins_block(question.answer)
                else f"**Answer:**\n\n{question.answer}"
            ),
        ]
    if question.key_points:
        lines += ["", *(f"  {line}" for line in _list_key_points(question))]
    if question.wrong_answers:
        lines += ["", "  **Common wrong answers:**", "", *(f"  {line}" for line in _list_wrong_answers(question))]
    return "\n".join(lines)


def _indent_lines(text: str) -> list[str]:
    return [f"  {line}" if line else "" for line in text.split("\n")]


def _write_event(event: Event, bulleted: bool) -> str:
    role = "" if event.role_inferred else f"*{event.role.capitalize()}:* "
    head = f"**{event.at or '?'}** – {role}{event.text}".rstrip()
    details = []
    for detail in event.details:
        first, *more = detail.split("\n")
        details += [f"- {first}", *(f"  {line}" if line else "" for line in more)]
    if bulleted:
        return "\n".join([f"* {head}", *(f"  {line}" if line else "" for line in details)])
    return "\n".join([head, "", *details]) if details else head


def _write_incident(incident: Incident, texts: list[str]) -> Iterator[str]:
    if incident.zone_note:
        yield incident.zone_note
    for part in incident.intro:
        yield from render_part(part)
    if incident.topics:
        yield f"**Topics:** {', '.join(incident.topics)}"
    yield from _write_series(incident)
    yield from (_write_lab(lab) for lab in incident.labs)
    stops: dict[int, list[str]] = {}
    for decision in incident.decisions:
        chunk = [f"**Decision:** {decision.prompt} {{#{decision.id}}}"]
        chunk.append("\n".join(_write_choice(c) for c in decision.choices))
        stops.setdefault(decision.after, []).extend(c for c in chunk if c)
    yield from stops.get(-1, [])
    # a detail that begins with a time would be read as an event of its own, unless it stands below a bullet
    bulleted = any(read_stamp(d, bare=True) for e in incident.events for d in e.details)
    days = find_date_headings(incident.events, texts)
    for place, event in enumerate(incident.events):
        if place in days:
            yield f"**{days[place].isoformat()}**"
        yield _write_event(event, bulleted)
        yield from stops.get(place, [])
    if incident.lessons:
        yield "**Post-mortem lessons:**"
        yield "\n".join(f"- {lesson}" for lesson in incident.lessons)


def _write_series(incident: Incident) -> Iterator[str]:
    groups: dict[tuple[str, int], list[int]] = {}
    for place, series in enumerate(incident.series):
        groups.setdefault((series.note, series.line), []).append(place)
    for (note, _), places in groups.items():
        columns = [incident.series[p] for p in places]
        minutes = sorted({m for s in columns for m, _ in s.points})
        values = [dict(s.points) for s in columns]
        rows = [", ".join(["minute", *(f"{s.name} ({s.unit})" if s.unit else s.name for s in columns)])]
        rows += [
            ", ".join([_write_number(m), *(_write_number(v[m]) if m in v else "" for v in values)]) for m in minutes
        ]
        yield "\n".join([f"```signals {note}".rstrip(), *rows, "```"])


def _write_lab(lab: Lab) -> str:
    rows = [f"{setting.knob}: {setting.value}" for setting in lab.settings]
    rows += [f"turn: {', '.join(lab.turn)}"] if lab.turn else []
    rows += [f"compare: {c.series} = {c.curve} within {c.tolerance * 100:.10g} %" for c in lab.comparisons]
    rows += [f"goal: {goal.metric} {goal.relation} {goal.value}" for goal in lab.goals]
    return "\n".join([f"```lab {lab.model}".rstrip(), *rows, *lab.unreadable, "```"])


_LARGEST_WHOLE = 1e15  # below it every whole number has a float of its own, and all its digits are true


def _write_number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < _LARGEST_WHOLE else repr(value)
