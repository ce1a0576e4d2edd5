"""Boxes and arrows of a drawing made of characters: `+---+` and `|`, or the box-drawing characters of Unicode."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from quiz.diagrams.graph import Arrow, Graph, make_graph

_CORNERS_TOP = "+┌╔┏╭"
_CORNERS = "+┌┐└┘╔╗╚╝┏┓┗┛╭╮╰╯"
_HORIZONTAL = "-─═━┬┴┼╤╧+▼▲v^"  # what the edge of a box may hold
_VERTICAL = "|│║┃├┤┼+╠╣"
_LINE_DOWN = "|│║┃┬┴┼+vV▼↓^▲↑╤╧"
_HEADS_DOWN, _HEADS_UP = "vV▼↓", "^▲↑"
_HEADS_RIGHT, _HEADS_LEFT = ">→▶►", "<←◀◄"
_LINE_ACROSS = "-─═━→←<>▶►◀◄."
MAX_GAP_ROWS = 4  # rows of words in the middle of a line that goes down
MIN_SIDE = 3  # columns of the smallest box


@dataclass(frozen=True, slots=True)
class _Box:
    top: int
    bottom: int
    left: int
    right: int
    label: str


def read_ascii_art(source: str) -> Graph | None:
    """Return the graph of a drawing; None where there are no two boxes."""
    lines = source.expandtabs().splitlines()
    width = max((len(line) for line in lines), default=0)
    rows = [line.ljust(width) for line in lines]
    boxes = _find_boxes(rows)
    if len(boxes) < 2:
        return None
    arrows = [*_find_arrows_across(rows, boxes), *_find_arrows_down(rows, boxes)]
    return make_graph((box.label for box in boxes), arrows)


def _find_boxes(rows: list[str]) -> list[_Box]:
    boxes: list[_Box] = []
    for top, row in enumerate(rows):
        for left, letter in enumerate(row):
            if letter in _CORNERS_TOP and (box := _trace_box(rows, top, left)) is not None:
                boxes.append(box)
    # A box around others is a group of them: it is no box to draw an arrow from.
    return [box for box in boxes if not any(other is not box and _contains(box, other) for other in boxes)]


def _contains(outer: _Box, inner: _Box) -> bool:
    return (
        outer.top < inner.top and inner.bottom < outer.bottom and outer.left < inner.left and inner.right < outer.right
    )


def _trace_box(rows: list[str], top: int, left: int) -> _Box | None:
    """Follow the edges from the upper left corner; None where they do not close around words."""
    right = left + 1
    while right < len(rows[top]) and rows[top][right] in _HORIZONTAL and not _goes_down(rows, top, left, right):
        right += 1
    if right >= len(rows[top]) or rows[top][right] not in _CORNERS or right - left < MIN_SIDE:
        return None
    words = []
    bottom = top + 1
    while bottom < len(rows) and not _is_edge(rows[bottom], left, right):
        sides = [_find_side(rows[bottom], column) for column in (left, right)]
        if sides[0] is None or sides[1] is None:
            return None
        words.append(rows[bottom][sides[0] + 1 : sides[1]].strip(" |│║┃"))
        bottom += 1
    label = " ".join(" ".join(words).split())
    if bottom >= len(rows) or bottom - top < 2 or not label:
        return None
    return _Box(top, bottom, left, right, label)


def _find_side(row: str, column: int) -> int | None:
    """Return where the side of a box stands in a row: drawings by hand are off by a column or two."""
    for place in (column, column + 1, column - 1, column + 2, column - 2):
        if 0 <= place < len(row) and row[place] in _VERTICAL:
            return place
    return None


def _goes_down(rows: list[str], top: int, left: int, right: int) -> bool:
    """Tell whether this is the upper right corner: the edge goes down from here as it does at the left."""
    if rows[top][right] not in _CORNERS or top + 1 >= len(rows):
        return False
    return None not in (_find_side(rows[top + 1], right), _find_side(rows[top + 1], left))


def _is_edge(row: str, left: int, right: int) -> bool:
    return (
        row[left] in _CORNERS
        and row[right] in _CORNERS
        and all(letter in _HORIZONTAL for letter in row[left + 1 : right])
    )


def _find_arrows_across(rows: list[str], boxes: list[_Box]) -> list[Arrow]:
    """Return the arrows between neighbours: what stands in one row between the edges of two boxes."""
    arrows: dict[tuple[int, int], Arrow] = {}
    for number, row in enumerate(rows):
        row_boxes = sorted((box for box in boxes if box.top <= number <= box.bottom), key=lambda box: box.left)
        for left, right in pairwise(row_boxes):
            gap = row[left.right + 1 : right.left].strip("|│║┃")
            if any(letter in gap for letter in "-─═━→←▶►◀◄") and not set(gap.strip()) <= {"|", " "}:
                key = boxes.index(left), boxes.index(right)
                arrows.setdefault(key, _make_arrow(gap, left.label, right.label))
    return list(arrows.values())


def _make_arrow(gap: str, left: str, right: str) -> Arrow:
    words = " ".join("".join(" " if letter in _LINE_ACROSS else letter for letter in gap).split())
    is_right, is_left = (any(head in gap for head in heads) for heads in (_HEADS_RIGHT, _HEADS_LEFT))
    if is_left and not is_right:
        return Arrow(right, left, words)
    return Arrow(left, right, words, head=is_right)


def _find_arrows_down(rows: list[str], boxes: list[_Box]) -> list[Arrow]:
    """Return the arrows from the lower edge of a box down to the upper edge of another."""
    arrows: dict[tuple[int, int], Arrow] = {}
    for upper in boxes:
        for column in range(upper.left + 1, upper.right):
            reached = _follow_down(rows, boxes, upper, column)
            if reached is None:
                continue
            other, passed, words = reached
            down, up = (any(head in passed for head in heads) for heads in (_HEADS_DOWN, _HEADS_UP))
            ends = (other, upper) if up and not down else (upper, other)
            key = boxes.index(ends[0]), boxes.index(ends[1])
            arrows.setdefault(key, Arrow(ends[0].label, ends[1].label, words, head=down or up))
    return list(arrows.values())


def _follow_down(rows: list[str], boxes: list[_Box], box: _Box, column: int) -> tuple[_Box, str, str] | None:
    """Follow a line from below a box; return the box it reaches, the characters of the line, and the words beside it."""
    passed, gaps = rows[box.bottom][column], 0
    words: list[str] = []
    for number in range(box.bottom + 1, len(rows)):
        for other in boxes:
            if other.top == number and other.left < column < other.right:
                is_line = any(letter in _LINE_DOWN for letter in passed[1:]) or rows[number][column] in _LINE_DOWN[7:]
                return (other, passed + rows[number][column], " ".join(words)) if is_line else None
        letter = rows[number][column]
        if letter in _LINE_DOWN:
            passed += letter
            beside = _read_words_beside(rows[number], column)
            if beside:
                words.append(beside)
        else:
            gaps += 1
            inside = _read_words_at(rows[number], column)
            if gaps > MAX_GAP_ROWS or not inside or not any(mark in _LINE_DOWN for mark in passed[1:]):
                return None
            words.append(inside)
    return None


def _read_words_beside(row: str, column: int) -> str:
    """Return the words right of a line, up to two spaces or the next line."""
    tail = row[column + 1 :]
    text = tail.lstrip(" ")
    if len(tail) - len(text) > 2 or not text[:1].isalnum():
        return ""
    return text.split("  ")[0].split("|")[0].strip()


def _read_words_at(row: str, column: int) -> str:
    """Return the words in the middle of which a line would go on."""
    if not row[column].strip() and not (row[column - 1].strip() and row[column + 1 : column + 2].strip()):
        return ""
    left = row.rfind("  ", 0, column)
    right = row.find("  ", column)
    return row[left + 2 if left >= 0 else 0 : right if right >= 0 else len(row)].strip()
