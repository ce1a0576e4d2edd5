"""Counter-questions: what interviewers ask next, and what they are really testing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deck.markdown.fences import closes, opening
from deck.markdown.headings import split_id
from deck.markdown.labels import kind_of, label_of
from deck.markdown.list_items import Item, dedent, is_task, item, split_arrow, squeeze, unquote
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import CounterQuestion, Prose
from deck.sections import resolve

_PROMPT = re.compile(
    r"^(?P<em>\*{1,3}|_{1,3}|)(?P<quote>[\"“„«‘])(?P<text>.*?)[\"”“»’](?P=em)(?=\s|$|\{|→|->|=>|⇒|[.:;,—–-])", re.DOTALL
)
_TESTS = re.compile(r"^(?:this is |is |really |they are |they're )*test(?:ing|s)?\b[:\s]*", re.IGNORECASE)
_BOLD = re.compile(r"^(?:\*\*|__)([^*_]+?):?(?:\*\*|__):?\s*$")


@dataclass(slots=True)
class _Draft:
    """An item taken apart: the text up to the answer, the answer, the key points."""

    head: list[str]
    answer: list[str]
    points: list[list[str]]


def rule(reader: Reader) -> bool:
    """A label or a heading, and the lists below it."""
    node = reader.node
    if node is None:
        return False
    if node.kind == "paragraph" and node.label and node.label.kind == "counter":
        reader.flush()
        reader.cover(node)
        reader.at += 1
        _intro(reader, node)
        _lists(reader)
        return True
    if node.kind == "heading" and kind_of(node.title) == "counter":
        if not any(n.kind == "list" for n in _under(reader, node)):
            return False
        reader.open_section(node, " ".join(node.title.split()), node.explicit)
        reader.at += 1
        _grouped(reader, node.level)
        return True
    return False


def _under(reader: Reader, heading: Node) -> list[Node]:
    found = []
    for node in reader.nodes[reader.at + 1 :]:
        if node.kind == "heading" and node.level <= heading.level:
            break
        found.append(node)
    return found


def _intro(reader: Reader, node: Node) -> None:
    """Words behind the label are a remark of the author's."""
    if node.label and (node.label.rest or node.last > node.first):
        text = "\n".join([node.label.rest, *reader.lines[node.first + 1 : node.last + 1]]).strip()
        if text:
            low, high = reader.span([node])
            reader.emit(Prose(text, reader.section, low, high, reader.group))


def _lists(reader: Reader) -> None:
    """The lists that follow at once."""
    question = reader.question_here()
    about = question.prompt if question else reader.section_title
    follows = question.id if question else ""
    while (node := reader.node) is not None and node.kind == "list" and not is_task(reader.lines[node.first]):
        _list(reader, node, reader.section, about, follows)


def _list(reader: Reader, node: Node, topic: str, about: str, follows: str) -> None:
    reader.cover(node)
    reader.at += 1
    for first, last in node.items:
        _emit(reader, item(reader.lines, first, last), last, topic, about, follows)


def _grouped(reader: Reader, level: int) -> None:
    """Under a heading: bold labels or deeper headings name the topics, lists hold their questions."""
    home = reader.section
    topic, about, follows = home, reader.section_title, ""
    while (node := reader.node) is not None and not (node.kind == "heading" and node.level <= level):
        if node.kind == "list" and not is_task(reader.lines[node.first]):
            _list(reader, node, topic, about, follows)
        elif label := _topic_label(reader, node):
            reader.flush()
            reader.cover(node)
            reader.at += 1
            about = label
            topic, follows = _resolve(reader, label, home)
            if topic == home:
                message = f"No topic of the deck is called “{label}”; its counter-questions stay here."
                reader.tell(reader.line(node), "warning", "topic-unknown", message, "Use words of the topic's heading.")
        elif node.kind in ("marker", "heading") or (node.label and node.label.kind in ("question", "counter")):
            return
        else:
            reader.prose(node)
            reader.at += 1


def _topic_label(reader: Reader, node: Node) -> str:
    if node.kind == "heading":
        return node.title
    match = _BOLD.match(reader.text(node)) if node.kind == "paragraph" and node.first == node.last else None
    return match.group(1).strip() if match and not kind_of(match.group(1)) else ""


def _resolve(reader: Reader, label: str, home: str) -> tuple[str, str]:
    topic = resolve(label, reader.sections, reader.named, home, reader.asked) or home
    return topic, reader.asked.get(topic, "")


def _emit(reader: Reader, entry: Item, last: int, topic: str, about: str, follows: str) -> None:
    draft = _apart(entry)
    prompt, explicit, tests = _head("\n".join(draft.head))
    line = reader.origin[entry.first]
    places = reader.origin[entry.first : last + 1]
    if not prompt:
        reader.tell(
            line,
            "warning",
            "counter-question-empty",
            "A counter-question has no text.",
            "Write it, or delete the bullet.",
        )
    elif not tests:
        reader.tell(
            line,
            "warning",
            "tests-missing",
            "This counter-question does not say what it tests.",
            "Add “→ testing …” behind it.",
        )
    made = reader.question_id(explicit, prompt, line, "cq")
    reader.emit(
        CounterQuestion(
            made,
            topic,
            about,
            follows,
            prompt,
            tests,
            "\n".join(draft.answer).strip(),
            min(places),
            max(places),
            tuple(squeeze("\n".join(p)) for p in draft.points if any(x.strip() for x in p)),
            bool(explicit),
            reader.section,
            reader.group,
        )
    )


def _apart(entry: Item) -> _Draft:
    """Split an item at its answer label and its task items; fences are left whole."""
    draft = _Draft([], [], [])
    target = draft.head
    mark = ""
    for line in entry.lines:
        if mark:
            mark = "" if closes(line, mark) else mark
        elif opened := opening(line):
            mark = opened[0]
            target = draft.answer if target is draft.head and draft.head else target
        elif is_task(line):
            draft.points.append([dedent([line])[0].split("]", 1)[1]])
            target = draft.points[-1]
            continue
        elif (label := label_of(line)) and label.kind in ("answer", "key points"):
            target = draft.answer
            target.append(label.rest)
            continue
        elif target is not draft.head and target is not draft.answer and line.strip() and not line.startswith(" "):
            target = draft.answer
        target.append(line)
    return draft


def _head(text: str) -> tuple[str, str, str]:
    """The prompt without its quotation marks, the author's id, and what it tests."""
    text = text.strip()
    match = _PROMPT.match(text)
    if match:
        prompt, rest = match.group(), text[match.end() :]
        before, tests = split_arrow(rest)
        _, explicit = split_id(before)
        stray = split_id(before)[0].strip()
        prompt = prompt if not stray else f"{prompt} {stray}"
    else:
        prompt, tests = split_arrow(text)
        prompt, explicit = split_id(prompt)
    return unquote(squeeze(prompt)), explicit, _tests(tests)


def _tests(text: str) -> str:
    """What is tested, without the words "testing whether"."""
    text = squeeze(text)
    match = _TESTS.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text
