"""Foreign notes as markdown: fields with a question and an answer, which may be HTML, as Anki's are."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import unescape

import nh3
from markdownify import markdownify

from deck.markdown.fences import find_fences
from deck.markdown.labels import parse_label
from exchange.importers.html_depth import check_depth

# Notes of one import; a deck of more cannot be worked on in a browser.
MAX_NOTES = 20_000
# Tags of a deck, the most used first.
_TAGS_KEPT = 100
_TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "pre", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# The innermost gap of a cloze text, `{{c1::answer::hint}}`: no other gap begins inside it.
_CLOZE = re.compile(r"\{\{c\d+::((?:(?!\{\{c\d|\}\}).)*?)(?:::[^{}]*)?\}\}", re.DOTALL)
_MAX_DEPTH = 5  # gaps within gaps
# A heading in an answer would end it, or begin a section of the deck.
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:\s+(.*?))?\s*#*$")
# A thematic break or the underline of a heading.
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
# A box to tick at the beginning of a list item.
_BOX = re.compile(r"^(\s*[-*+]\s+)\[([ xX]\])")
# The mark of a collapsible group.
_GROUP = re.compile(r"^:::")
# Anki's mark for a sound.
_SOUND = re.compile(r"\[sound:([^\]]{1,200})\]")
# A picture's tag with its source in double, single or no quotation marks. All lengths are bounded: the time stays linear.
_PICTURE = re.compile(
    r"<img\b[^<>]{0,2000}?\bsrc\s{0,9}=\s{0,9}(?:\"(?P<a>[^\"]{1,300})\"|'(?P<b>[^']{1,300})'|(?P<c>[^\"'<>\s]{1,300}))[^<>]{0,4000}>",
    re.IGNORECASE,
)
# Fields that are no part of the answer: what this program writes itself, and what only counts.
_NOT_ANSWER_FIELDS = re.compile(r"id|no|nr|guid|audio|spare \d|topic|plain words|key points|tests|#")
# Names that the table importer makes up.
_UNNAMED = re.compile(r"field \d+")
# Names of fields that hold a question, and those that hold an answer.
QUESTION_NAMES = ("question", "front", "prompt", "text", "frage", "vorderseite")
ANSWER_NAMES = ("answer", "back", "extra", "back extra", "antwort", "rückseite")


ShowPicture = Callable[[str], str]  # a picture's file name -> what stands in its place, in markdown


def format_picture_name(picture: str) -> str:
    """Return what stands for a picture that does not come along: its name."""
    return f"[picture {picture}]"


@dataclass(frozen=True, slots=True)
class ImportedNote:
    """A note of another program. `question` and `answer` are markdown; `topic` names its section (""); `media` are names
    of files.
    """

    question: str
    answer: str
    topic: str = ""
    tags: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def build_note(
    names: Sequence[str],
    values: Sequence[str],
    tags: Sequence[str],
    topic: str,
    show_picture: ShowPicture = format_picture_name,
) -> ImportedNote | None:
    """Return a note made of named fields; None when it asks nothing.

    Its question is the field of that name, else the first; its answer the next; what else it says goes below the
    answer.
    """
    lower = [name.strip().lower() for name in names]
    question_index = next((i for i, n in enumerate(lower) if n in QUESTION_NAMES), 0)
    answer_index = next((i for i, n in enumerate(lower) if n in ANSWER_NAMES and i != question_index), None)
    if answer_index is None:
        answer_index = next((i for i, v in enumerate(values) if i != question_index and v.strip()), None)
    question, hidden = _open_gaps(values[question_index] if question_index < len(values) else "")
    answer = values[answer_index] if answer_index is not None and answer_index < len(values) else ""
    more = [
        (name, value)
        for i, (name, value) in enumerate(zip(names, values, strict=False))
        if i not in {question_index, answer_index} and value.strip() and not _NOT_ANSWER_FIELDS.fullmatch(lower[i])
    ]
    points = (
        _split_points(values[lower.index("key points")])
        if "key points" in lower and lower.index("key points") < len(values)
        else ()
    )
    text = convert_html(question, show_picture)
    if not text:
        return None
    parts = [", ".join(f"**{convert_html(h, show_picture)}**" for h in hidden), convert_html(answer, show_picture)]
    parts += [_format_field(name, convert_html(value, show_picture)) for name, value in more]
    full_answer = "\n\n".join(part for part in parts if part)
    media = (*_SOUND.findall(question + answer), *map(_extract_source, _PICTURE.finditer(question + answer)))
    return ImportedNote(text, full_answer, topic, tuple(tags), points, media)


def convert_html(html: str, show_picture: ShowPicture = format_picture_name) -> str:
    """Return a field's HTML as markdown; whatever could act is removed first."""
    text = _SOUND.sub("", html)
    text = _PICTURE.sub(lambda m: show_picture(_extract_source(m)), text)
    if "<" not in text and "&" not in text:
        return text.strip()
    check_depth(text)
    clean = nh3.clean(
        text, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    created: str = markdownify(
        clean, heading_style="ATX", bullets="-", escape_misc=False, escape_asterisks=False, escape_underscores=False
    )
    # the converter leaves several blank lines where elements without text stood
    return re.sub(r"\n{3,}", "\n\n", created).strip()


def _format_field(name: str, text: str) -> str:
    """Return another field of a note as markdown, with its name where it has one; "" for a sound."""
    return f"{name}: {text}" if text and not _UNNAMED.fullmatch(name) else text


def _extract_source(picture: re.Match[str]) -> str:
    return unescape(picture["a"] or picture["b"] or picture["c"])


def write_deck(title: str, notes: Iterable[ImportedNote]) -> str:
    """Return notes as a deck: a section a topic, each note a question; their tags, the most used first, are the deck's."""
    notes = tuple(notes)
    tags = [tag for tag, _ in Counter(tag for note in notes for tag in note.tags).most_common(_TAGS_KEPT)]
    topics: dict[str, list[ImportedNote]] = {}
    for note in notes:
        topics.setdefault(note.topic, []).append(note)
    heading = f"# {_flatten_text(title)}"
    if tags:
        quoted = (json.dumps(value, ensure_ascii=False) for value in (_flatten_text(title), tags))
        heading = "---\ntitle: {}\ntags: {}\n---".format(*quoted)
    out = [heading]
    for topic, members in topics.items():
        out.append(f"## {_flatten_text(topic or 'Questions')}")
        out += [_write_question(note) for note in members]
    return "\n\n".join(out) + "\n"


def _write_question(note: ImportedNote) -> str:
    prompt, *more = note.question.split("\n\n", 1)
    answer = "\n\n".join([*more, note.answer]) if more else note.answer
    parts = [
        f"**Question:** {_flatten_text(prompt)}",
        f"**Answer:**\n\n{_neutralize_text(answer)}" if answer else "**Answer:**",
    ]
    if note.points:
        parts.append("**Key points:**\n\n" + "\n".join(f"- [ ] {_flatten_text(point)}" for point in note.points))
    return "\n\n".join(parts)


def _neutralize_text(text: str) -> str:
    """Return an answer in which nothing ends it.

    Headings, rules, labels, boxes to tick and marks of groups lose their meaning, and a fence is closed. Code stays
    as it is.
    """
    lines = text.split("\n")
    result = find_fences(lines)
    code = {n for fence in result for n in range(fence.first, fence.last + 1)}
    out = [line if n in code else _neutralize_line(line) for n, line in enumerate(lines)]
    if result and not result[-1].closed:
        out.append(result[-1].mark)
    return "\n".join(out)


def _neutralize_line(line: str) -> str:
    if match := _HEADING.match(line):
        text = (match[1] or "").strip()
        # a line of nothing but marks is text: it may be the whole answer
        return f"**{text}**" if text else f"\\{line.strip()}"
    if _RULE.match(line):
        return ""
    if (label := parse_label(line)) and label.kind:
        return f"{label.text}: {label.rest}".rstrip()
    return _BOX.sub(r"\1\\[\2", line) if _BOX.match(line) else _GROUP.sub(r"\\\g<0>", line)


def _open_gaps(text: str) -> tuple[str, list[str]]:
    """Return the text with "…" in place of each gap, and what was in the gaps; inner gaps come before outer ones."""
    hidden: list[str] = []
    for _ in range(_MAX_DEPTH):
        result = [m[1] for m in _CLOZE.finditer(text)]
        if not result:
            break
        hidden += [part for part in result if part != "…"]
        text = _CLOZE.sub("…", text)
    return text, hidden


def _split_points(html: str) -> tuple[str, ...]:
    return tuple(line.lstrip("- ").strip() for line in convert_html(html).split("\n") if line.strip())


def _flatten_text(text: str) -> str:
    return " ".join(text.split()) or "…"
