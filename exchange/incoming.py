"""Foreign notes as markdown: tables with a question and an answer a row, and Anki's notes with their HTML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import unescape

import nh3
from markdownify import markdownify

MOST_NOTES = 20_000
_TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "pre", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::[^{}]*)?\}\}", re.DOTALL)
_SOUND = re.compile(r"\[sound:([^\]]{1,200})\]")
_PICTURE = re.compile(
    r"<img\b[^>]*?\bsrc\s*=\s*(?:\"(?P<a>[^\"]{1,300})\"|'(?P<b>[^']{1,300})'|(?P<c>[^\"'>\s]{1,300}))[^>]*>",
    re.IGNORECASE,
)
_QUESTION = ("question", "front", "prompt", "text", "frage", "vorderseite")
_ANSWER = ("answer", "back", "extra", "back extra", "antwort", "rückseite")


Shown = Callable[[str], str]  # a picture's file name -> what stands in its place, in markdown


def named(picture: str) -> str:
    """In place of a picture that does not come along: its name."""
    return f"[picture {picture}]"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A note of another program. `question` and `answer` are markdown; `topic` names its section (""); `media` are names
    of files.
    """

    question: str
    answer: str
    topic: str = ""
    tags: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def from_table(text: str) -> tuple[Foreign, ...]:
    """The rows of a CSV, TSV or Anki text file. Columns are found by their names, else the first two are taken.

    At most `MOST_NOTES` and one; rows without a question are left out.
    """
    heads, body = _heads(text)
    separator = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}.get(
        heads.get("separator", "").lower(), heads.get("separator", "")
    )
    if len(separator) != 1:
        first = body.split("\n", 1)[0]
        separator = max("\t;,|", key=first.count)
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    names = [n.strip().lower() for n in heads["columns"].split(separator)] if "columns" in heads else []
    is_html = heads.get("html", "").lower() == "true"
    found: list[Foreign] = []
    for row in rows:
        if not names and not found and _named(row):
            names = [cell.strip().lower() for cell in row]
            continue
        note = _row(row, names, is_html)
        if note:
            found.append(note)
        if len(found) > MOST_NOTES:
            break
    return tuple(found)


def from_fields(
    names: Sequence[str], values: Sequence[str], tags: Sequence[str], topic: str, shown: Shown = named
) -> Foreign | None:
    """One Anki note. Its question is the field of that name, else the first; its answer the next. None when it asks nothing."""
    lower = [name.strip().lower() for name in names]
    asked = next((i for i, n in enumerate(lower) if n in _QUESTION), 0)
    told = next((i for i, n in enumerate(lower) if n in _ANSWER and i != asked), None)
    question, hidden = _uncloze(values[asked] if asked < len(values) else "")
    rest = [v for i, v in enumerate(values) if i != asked and v.strip()]
    answer = (values[told] if told is not None and told < len(values) else "") or (
        rest[0] if rest and told is None else ""
    )
    points = (
        _points(values[lower.index("key points")])
        if "key points" in lower and lower.index("key points") < len(values)
        else ()
    )
    said = markdown(question, shown)
    if not said:
        return None
    whole = "\n\n".join(
        part for part in (", ".join(f"**{markdown(h, shown)}**" for h in hidden), markdown(answer, shown)) if part
    )
    media = (*_SOUND.findall(question + answer), *map(_source, _PICTURE.finditer(question + answer)))
    return Foreign(said, whole, topic, tuple(tags), points, media)


def markdown(html: str, shown: Shown = named) -> str:
    """A field's HTML as markdown; whatever could act is gone first."""
    text = _SOUND.sub("", html)
    text = _PICTURE.sub(lambda m: shown(_source(m)), text)
    if "<" not in text and "&" not in text:
        return text.strip()
    clean = nh3.clean(
        text, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    made: str = markdownify(
        clean, heading_style="ATX", bullets="-", escape_misc=False, escape_asterisks=False, escape_underscores=False
    )
    return re.sub(r"\n{3,}", "\n\n", made).strip()


def _source(picture: re.Match[str]) -> str:
    return unescape(picture["a"] or picture["b"] or picture["c"])


def deck_markdown(title: str, found: Iterable[Foreign]) -> str:
    """The notes as a deck: a section a topic, each note a question."""
    topics: dict[str, list[Foreign]] = {}
    for note in found:
        topics.setdefault(note.topic, []).append(note)
    out = [f"# {_line(title)}"]
    for topic, members in topics.items():
        out.append(f"## {_line(topic or 'Questions')}")
        out += [_question(note) for note in members]
    return "\n\n".join(out) + "\n"


def _question(note: Foreign) -> str:
    prompt, *more = note.question.split("\n\n", 1)
    answer = "\n\n".join([*more, note.answer]) if more else note.answer
    parts = [f"**Question:** {_line(prompt)}", f"**Answer:**\n\n{_quiet(answer)}" if answer else "**Answer:**"]
    if note.points:
        parts.append("**Key points:**\n\n" + "\n".join(f"- [ ] {_line(point)}" for point in note.points))
    return "\n\n".join(parts)


def _quiet(text: str) -> str:
    """An answer whose own headings and rules do not end it."""
    return "\n".join(
        re.sub(r"^(?:#{1,6}\s+(.*)|(?:---+|\*\*\*+|___+)\s*)$", lambda m: f"**{m[1]}**" if m[1] else "", x)
        for x in text.split("\n")
    )


def _heads(text: str) -> tuple[dict[str, str], str]:
    heads: dict[str, str] = {}
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and lines[0].startswith("#") and ":" in lines[0]:
        name, _, value = lines.pop(0)[1:].partition(":")
        heads[name.strip().lower()] = value.strip("\n")
    return heads, "\n".join(lines)


def _named(row: Sequence[str]) -> bool:
    return any(cell.strip().lower() in (*_QUESTION, *_ANSWER) for cell in row)


def _row(row: Sequence[str], names: Sequence[str], is_html: bool) -> Foreign | None:
    values = (
        row
        if is_html
        else [cell.replace("&", "&amp;").replace("<", "&lt;") if _looks_html(cell) else cell for cell in row]
    )
    if not names:
        return (
            from_fields(("Question", "Answer"), values[:2], (), "") if len(values) > 1 and values[0].strip() else None
        )
    by_name = dict(zip(names, values, strict=False))
    tags = by_name.get("tags", "").split()
    return from_fields(
        list(by_name), list(by_name.values()), tags, markdown(by_name.get("topic", "") or by_name.get("deck", ""))
    )


def _looks_html(cell: str) -> bool:
    return "<" in cell or "&" in cell


def _uncloze(text: str) -> tuple[str, list[str]]:
    return _CLOZE.sub("…", text), [m[1] for m in _CLOZE.finditer(text)]


def _points(html: str) -> tuple[str, ...]:
    return tuple(line.lstrip("- ").strip() for line in markdown(html).split("\n") if line.strip())


def _line(text: str) -> str:
    return " ".join(text.split()) or "…"
