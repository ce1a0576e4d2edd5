"""Timelines in posts: updates of a status page and messages of a chat.

The time stands behind a post's head or below its text.

`**Resolved** - It is over.` with `Nov 24, 10:52 UTC` below it, `Posted 3 hours ago. Nov 24, 2026 - 10:52 UTC`, or `ada  10:42 AM`
with what she says below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from deck.markdown.list_items import dedent_item
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.timeline.event_roles import read_role_tag
from deck.timeline.events import LIST_MARK, EventDraft, SectionEvents, build_event
from deck.timeline.timestamps import Timestamp, read_timestamp, read_trailing_time

# The words of Statuspage and its like, in bold or with a dash or colon: "**Resolved** - It is over.", "Update: …".
_STATUS_LINE = re.compile(
    r"\s{0,3}(?P<bold>\*\*|__)?"
    r"(?P<word>resolved|completed|monitoring|identified|investigating|update|verifying|mitigated|in progress|scheduled|"
    r"post-?mortem)"
    r"(?(bold):?(?P=bold):?(?:\s+|$)(?:[-–—]\s+)?|(?:\s*[-–—]\s+|:\s+|:?\s*$))(?P<rest>.*)$",
    re.IGNORECASE,
)
# one word, or two or three that are capitalised, and a clock at the end of the line
_CHAT_LINE = re.compile(
    r"\s{0,3}(?:\*\*)?(?P<name>@?[^\W\d][\w.'’-]{0,30}(?:\s[A-Z][\w.'’-]{0,30}){0,2})(?:\*\*)?(?:\s+[—–-])?\s+"
    r"[\[(]?(?P<at>(?:(?:today|yesterday) at )?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?)[\])]?\s*$",
    re.IGNORECASE,
)
_STATUS_INITIALS = frozenset("rcmiuvspRCMIUVSP")
# The pattern above ignores case; this one holds a name of several words to its capitals.
_CAPITALS = re.compile(r"\S+(?:\s[A-Z]\S*)*$")
# Statuspage: "Posted 2 months ago. Mar 05, 2024 - 14:02 UTC".
_POSTED = re.compile(r"^(?:posted|updated)\s+(?:[^.,]{0,40}?\bago\b[.,]?\s+)?(?:on\s+|at\s+)?", re.IGNORECASE)
# "Today at 14:02" (Discord): the day is that of whoever reads it, and says nothing here.
_DAY_PREFIX = re.compile(r"^(?:today|yesterday) at ", re.IGNORECASE)
_LONGEST_TIME_LINE = 90  # characters of a line that only says when
# The words of a status page are proof enough in two posts; a name before a clock may also be a list of shifts.
_FEWEST_UPDATES, _FEWEST_MESSAGES = 2, 3


@dataclass(slots=True)
class _Row:
    """A line of a section: the place of its node, its index, its words, and the head that it is."""

    place: int
    index: int
    text: str
    head: re.Match[str] | None = None


@dataclass(slots=True)
class _Post:
    """A head, when it was written, and the rows of its text, one list a paragraph."""

    head: _Row
    last: int
    at: str = ""
    stamp: Timestamp | None = None
    texts: list[list[str]] = field(default_factory=list)
    closed: bool = False  # its time stood below its text: what follows is no part of that
    places: set[int] = field(default_factory=set)


def may_be_post(line: str) -> bool:
    """Return whether a line may be the head of a post or hold nothing but its time, by a quick look."""
    return _STATUS_LINE.match(line) is not None or (
        ":" in line[-14:] and (_CHAT_LINE.match(line) is not None or _read_lone_time(line) is not None)
    )


def is_status_heading(state: ParserState, at: int) -> bool:
    """Return whether the heading at a place is an update's status word, with its time right below it or below its text."""
    title = state.nodes[at].title
    if title[:1] not in _STATUS_INITIALS or not _STATUS_LINE.match(title):
        return False
    for below in state.nodes[at + 1 : at + 8]:
        if below.kind == "heading":
            return False
        if below.kind == "paragraph" and any(_read_lone_time(state.lines[i]) for i in (below.first, below.last)):
            return True
    return False


def collect_posts(state: ParserState, nodes: list[Node]) -> SectionEvents | None:
    """Return the posts of a section as events in the order they are written; None where there are too few of them."""
    rows = list(_iter_rows(state, nodes))
    for heads, fewest in ((_STATUS_LINE, _FEWEST_UPDATES), (_CHAT_LINE, _FEWEST_MESSAGES)):
        updates = _find_posts(rows, heads)
        if len(updates) >= fewest:
            return _build_timeline(updates)
    return None


def _iter_rows(state: ParserState, nodes: list[Node]) -> Iterator[_Row]:
    for place, node in enumerate(nodes):
        if node.kind == "heading":
            yield _Row(place, node.first, node.title)
        elif node.kind == "list":
            for first, last in node.items:
                yield from (
                    _Row(place, first + n, text) for n, text in enumerate(dedent_item(state.lines[first : last + 1]))
                )
        elif node.kind != "rule":
            yield from (_Row(place, i, state.lines[i]) for i in range(node.first, node.last + 1))


def _find_posts(rows: list[_Row], heads: re.Pattern[str]) -> list[_Post]:
    """Return the heads that have a time; what follows another head belongs to the post above it."""
    updates: list[_Post] = []
    post: _Post | None = None
    for row in rows:
        row.head = _match_head(row.text, heads)
        if row.head is not None:
            if post is not None and post.stamp is None:
                _join_above(updates, post)
            post = _Post(row, row.index)
            updates.append(post)
            post.places.add(row.place)
            _begin_post(post, row.head)
        elif post is not None and row.text.strip():
            _continue_post(post, row)
    if post is not None and post.stamp is None:
        _join_above(updates, post)
    return updates


def _match_head(text: str, heads: re.Pattern[str]) -> re.Match[str] | None:
    match = heads.match(text)
    return match if match and (heads is _STATUS_LINE or _CAPITALS.match(match["name"])) else None


def _join_above(updates: list[_Post], post: _Post) -> None:
    """Join a post without a time to the one above it."""
    updates.remove(post)
    if updates:
        above = updates[-1]
        head = post.head.head
        lines = [line for part in post.texts for line in part]
        # the head itself is given as it was written, so what it says behind its word is not said again
        has_rest = head is not None and bool(head.groupdict().get("rest", "").strip())
        above.texts.append([LIST_MARK.sub("", post.head.text, count=1), *lines[has_rest:]])
        above.places |= post.places
        above.last = post.last


def _begin_post(post: _Post, head: re.Match[str]) -> None:
    parsed = head.groupdict()
    if "at" in parsed:
        result = read_timestamp(_DAY_PREFIX.sub("", parsed["at"]))
        if result is not None:
            post.stamp, post.at = result[0], result[0].raw
        post.texts.append([])
        return
    text = parsed["rest"]
    tail = read_trailing_time(text) if text else None
    if tail is not None:
        post.stamp, text, post.at = tail[0], tail[1], tail[0].raw
    post.texts.append([text] if text.strip() else [])


def _continue_post(post: _Post, row: _Row) -> None:
    result = _read_lone_time(row.text) if post.stamp is None else None
    if result is not None:
        post.stamp, post.at = result, result.raw
        post.closed = bool(post.texts[-1]) or len(post.texts) > 1
    elif post.closed:
        post.texts.append([row.text])
    elif post.texts == [[]] or (row.place in post.places and post.texts[-1] and post.last == row.index - 1):
        post.texts[-1].append(row.text)
    else:
        post.texts.append([row.text])
    post.last = row.index
    post.places.add(row.place)


def _read_lone_time(line: str) -> Timestamp | None:
    """Return the time that a line consists of, with "Posted …" before it or not."""
    if len(line) > _LONGEST_TIME_LINE:
        return None
    text = line.strip().replace("*", "").strip("_() ")
    text = _POSTED.sub("", text, count=1)
    result = read_timestamp(text)
    return result[0] if result and not result[1].strip("_).") and result[0].clock is not None else None


def _build_timeline(updates: list[_Post]) -> SectionEvents:
    line = SectionEvents(is_posts=True)
    for post in updates:
        line.add_event(_build_post_event(post))
        line.taken_nodes.update(dict.fromkeys(post.places, len(line.events) - 1))
    return line


def _build_post_event(post: _Post) -> EventDraft:
    head = post.head.head
    parts = ["\n".join(part) for part in post.texts if part]
    text, *details = parts or [""]
    parsed = head.groupdict() if head else {}
    if "name" in parsed:
        text = f"{parsed['name']}: {text.lstrip()}" if text.strip() else parsed["name"]
    elif parsed:
        word = parsed["word"].capitalize()
        tag = f"**{word}**" if read_role_tag(f"**{word}** x")[0] else f"{word}:"
        text = f"{tag} {text.lstrip()}" if text.strip() else tag.rstrip(":")
    created = build_event(post.stamp, text, post.head.index, post.last, 2)
    created.details = details
    return created
