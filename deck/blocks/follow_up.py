"""Counter-questions: what interviewers ask next, and what they are really testing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from deck.blocks.key_points import build_points, build_wrong_answer, join_wordings
from deck.markdown.fences import closes_fence, parse_opening
from deck.markdown.headings import split_id
from deck.markdown.labels import classify_label, parse_label
from deck.markdown.list_items import (
    ListItem,
    dedent_item,
    is_task_line,
    join_wrapped_lines,
    parse_list_item,
    split_arrow,
    strip_quotation,
)
from deck.markdown.parser_state import ParserState
from deck.markdown.section_lookup import find_named_section
from deck.markdown.tokens import Node
from deck.model import CounterQuestion, Prose

# `*"Why not TCP?"* → testing …`. The closing mark counts only before a space, an arrow, an id or punctuation, so the
# apostrophe in “don’t” does not end a prompt.
_QUOTED_PROMPT = re.compile(
    r"^(?P<em>\*{1,3}|_{1,3}|)(?P<quote>[\"“„«‘])(?P<text>.*?)[\"”“»’](?P=em)(?=\s|$|\{|→|->|=>|⇒|[.:;,—–-])", re.DOTALL
)
# The screen puts its own words before what is tested: "this is really testing whether you …" keeps "whether you …".
_TESTING_PREFIX = re.compile(r"^(?:this is |is |really |they are |they're )*test(?:ing|s)?\b[:\s]*", re.IGNORECASE)
# Markdown's own limit: four spaces would make it code.
_BULLET = re.compile(r"^ {0,3}[-*+][ \t]+(?=\S)")
# A line that is one bold label names the topic of the list below it; the colon may stand inside or outside the marks.
_BOLD_LINE = re.compile(r"^(?:\*\*|__)([^*_]+?):?(?:\*\*|__):?\s*$")


@dataclass(slots=True)
class _FollowUpDraft:
    """An item taken apart: the text up to the answer, the answer, the key points, the common wrong answers."""

    head: list[str]
    answer: list[str]
    points: list[list[str]]
    wrong: list[list[str]] = field(default_factory=list)


def read_follow_ups(state: ParserState) -> bool:
    """Read counter-questions: a label or a heading that announces them, and the lists below it."""
    node = state.node
    if node is None:
        return False
    if node.kind == "paragraph" and node.label and node.label.kind == "counter":
        state.end_prose()
        state.consume(node)
        state.position += 1
        _read_remark(state, node)
        _read_lists(state)
        return True
    if node.kind == "heading" and classify_label(node.title) == "counter":
        if not any(n.kind == "list" for n in _list_nodes_below(state, node)):
            return False
        state.open_section(node, " ".join(node.title.split()), node.explicit)
        state.position += 1
        _read_groups(state, node.level)
        return True
    return False


def _list_nodes_below(state: ParserState, heading: Node) -> list[Node]:
    result = []
    for node in state.nodes[state.position + 1 :]:
        if node.kind == "heading" and node.level <= heading.level:
            break
        result.append(node)
    return result


def _read_remark(state: ParserState, node: Node) -> None:
    """Add words behind the label as a remark of the author's."""
    if node.label and (node.label.rest or node.last > node.first):
        text = "\n".join([node.label.rest, *state.lines[node.first + 1 : node.last + 1]]).strip()
        if text:
            low, high = state.get_source_span([node])
            state.add_block(Prose(text, state.section, low, high, state.group))


def _read_lists(state: ParserState) -> None:
    """Read the lists that follow at once."""
    question = state.find_current_question()
    about = question.prompt if question else state.section_title
    follows = question.id if question else ""
    while (node := state.node) is not None and node.kind == "list" and not is_task_line(state.lines[node.first]):
        _read_list(state, node, state.section, about, follows)


def _read_list(state: ParserState, node: Node, topic: str, about: str, follows: str) -> None:
    state.consume(node)
    state.position += 1
    for first, last in node.items:
        _add_follow_up(state, parse_list_item(state.lines, first, last), last, topic, about, follows)


def _read_groups(state: ParserState, level: int) -> None:
    """Read what stands under a heading: bold labels or deeper headings name the topics, lists hold their questions."""
    home = state.section
    topic, about, follows = home, state.section_title, ""
    while (node := state.node) is not None and not (node.kind == "heading" and node.level <= level):
        if node.kind == "list" and not is_task_line(state.lines[node.first]):
            _read_list(state, node, topic, about, follows)
        elif label := _find_topic_label(state, node):
            state.end_prose()
            state.consume(node)
            state.position += 1
            about = label
            topic, follows = _resolve_topic(state, label, home)
            if topic == home:
                message = f"No topic of the deck is called “{label}”; its counter-questions stay here."
                state.report(
                    state.get_source_line(node),
                    "warning",
                    "topic-unknown",
                    message,
                    "Use words of the topic's heading.",
                )
        elif node.kind in ("marker", "heading") or (node.label and node.label.kind in ("question", "counter")):
            return
        else:
            state.add_prose(node)
            state.position += 1


def _find_topic_label(state: ParserState, node: Node) -> str:
    if node.kind == "heading":
        return node.title
    match = (
        _BOLD_LINE.match(state.get_node_text(node)) if node.kind == "paragraph" and node.first == node.last else None
    )
    return match.group(1).strip() if match and not classify_label(match.group(1)) else ""


def _resolve_topic(state: ParserState, label: str, home: str) -> tuple[str, str]:
    topic = find_named_section(label, state.sections, state.sections_by_word, home, state.last_question_ids) or home
    return topic, state.last_question_ids.get(topic, "")


def _add_follow_up(state: ParserState, entry: ListItem, last: int, topic: str, about: str, follows: str) -> None:
    draft = _split_item(entry)
    prompt, explicit, tests = _split_head("\n".join(draft.head))
    line = state.origin[entry.first]
    places = state.origin[entry.first : last + 1]
    if not prompt:
        state.report(
            line,
            "warning",
            "counter-question-empty",
            "A counter-question has no text.",
            "Write it, or delete the bullet.",
        )
    elif not tests:
        state.report(
            line,
            "warning",
            "tests-missing",
            "This counter-question does not say what it tests.",
            "Add “→ testing …” behind it.",
        )
    new_id = state.make_question_id(explicit, prompt, line, "cq")
    task_list = build_points(join_wrapped_lines("\n".join(p)) for p in draft.points if any(x.strip() for x in p))
    state.add_block(
        CounterQuestion(
            id=new_id,
            topic=topic,
            about=about,
            follows=follows,
            prompt=prompt,
            tests=tests,
            answer="\n".join(draft.answer).strip(),
            line=min(places),
            last=max(places),
            key_points=task_list.key_points,
            explicit_id=bool(explicit),
            section=state.section,
            details=state.group,
            wordings=join_wordings((), (), task_list),
            wrong_answers=tuple(build_wrong_answer("\n".join(lines)) for lines in draft.wrong),
        )
    )


def _split_item(entry: ListItem) -> _FollowUpDraft:
    """Split an item at its answer label and its task items; fences are left whole."""
    draft = _FollowUpDraft([], [], [])
    target = draft.head
    mark = ""
    listing_wrong = False
    for at, line in enumerate(entry.lines):
        if mark:
            mark = "" if closes_fence(line, mark) else mark
        elif opening := parse_opening(line):
            mark = opening[0]
            target = draft.answer if target is draft.head and draft.head else target
        elif is_task_line(line):
            draft.points.append([dedent_item([line])[0].split("]", 1)[1]])
            target = draft.points[-1]
            continue
        elif (label := parse_label(line)) and label.kind == "wrong answers" and _begins_list(entry.lines[at + 1 :]):
            listing_wrong, target = True, draft.answer
            continue
        elif label and label.kind in ("answer", "key points"):
            listing_wrong, target = False, draft.answer
            target.append(label.rest)
            continue
        elif listing_wrong and _BULLET.match(line):
            draft.wrong.append([_BULLET.sub("", line)])
            target = draft.wrong[-1]
            continue
        elif target is not draft.head and target is not draft.answer and line.strip() and not line.startswith(" "):
            target, listing_wrong = draft.answer, False
        target.append(line)
    return draft


def _begins_list(lines: Sequence[str]) -> bool:
    """Tell whether the next line with anything on it is a bullet."""
    following = next((line for line in lines if line.strip()), "")
    return bool(_BULLET.match(following)) and not is_task_line(following)


def _split_head(text: str) -> tuple[str, str, str]:
    """Return the prompt without its quotation marks, the author's id, and what it tests."""
    text = text.strip()
    match = _QUOTED_PROMPT.match(text)
    if match:
        prompt, remainder = match.group(), text[match.end() :]
        before, tests = split_arrow(remainder)
        _, explicit = split_id(before)
        stray = split_id(before)[0].strip()
        prompt = prompt if not stray else f"{prompt} {stray}"
    else:
        prompt, tests = split_arrow(text)
        prompt, explicit = split_id(prompt)
    return strip_quotation(join_wrapped_lines(prompt)), explicit, _strip_testing_prefix(tests)


def _strip_testing_prefix(text: str) -> str:
    """Return what is tested, without the words "testing whether"."""
    text = join_wrapped_lines(text)
    match = _TESTING_PREFIX.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text
