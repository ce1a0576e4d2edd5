"""Questions and answers on lines of their own of which one has lost its label."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right

from deck.markdown.labels import parse_label
from deck.near_misses.snapshot import Snapshot
from deck.notations.question_lines import find_label

_BEGINNING = re.compile(
    r"[*_]{0,2}[^\W\d_]{1,14}[*_]{0,2}[ \t]?[:：][*_]{0,2}[ \t]+"
)  # a label in letters, and its colon
_FEWEST = 2  # pairs that show how a document is written


def report_broken_pairs(snapshot: Snapshot, language: str) -> None:
    """Report the line that stands where the others have the label of an answer or of a question."""
    labels: list[tuple[int, str]] = []
    for i, line in enumerate(snapshot.lines):
        if not line or line[0] in " \t-|>" or i in snapshot.fenced:
            continue  # what is indented belongs to a list: the answers of follow-ups have no question line of their own
        kind = "h" if line[0] == "#" or _asks_otherwise(line) else find_label(line, language)
        if kind:
            labels.append((i, kind))
    every = labels
    labels = _keep_usual_style(snapshot, every)
    # A document joined from two may write pairs in both styles. A label alone in the other style has lost its marks.
    usual = set(labels)
    others = [label for label in every if label not in usual]
    if min(sum(kind == "q" for _, kind in others), sum(kind == "a" for _, kind in others)) < _FEWEST:
        others = []
    pairs = sum(a[1] == "q" and b[1] == "a" for a, b in itertools.pairwise(labels))
    if pairs < _FEWEST:
        return
    for n, (i, kind) in enumerate(labels):
        above = labels[n - 1] if n else (-1, "a")
        below = labels[n + 1] if n + 1 < len(labels) else (len(snapshot.lines), "q")
        if kind == "q" and below[1] == "q" and not _holds(others, "a", i, below[0]):
            _report_next(snapshot, i, below[0], _find_beginning(snapshot, labels, "a"))
        elif kind == "a" and (above[1] == "a" or _is_title(snapshot, above)) and not _holds(others, "q", above[0], i):
            _report_asking(snapshot, above[0], i, _find_beginning(snapshot, labels, "q"))


def _holds(labels: list[tuple[int, str]], kind: str, after: int, before: int) -> bool:
    """Tell whether a label of a kind stands between two lines."""
    at = bisect_right(labels, (after, "z"))
    while at < len(labels) and labels[at][0] < before:
        if labels[at][1] == kind:
            return True
        at += 1
    return False


def _keep_usual_style(snapshot: Snapshot, labels: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Leave out labels in bold where most are plain, and plain ones where most are bold: those are words of an answer."""
    bold = {i for i, kind in labels if kind != "h" and snapshot.lines[i].startswith("**")}
    plain = {i for i, kind in labels if kind != "h"} - bold
    odd = plain if len(bold) >= len(plain) else bold
    return [(i, kind) for i, kind in labels if i not in odd]


def _asks_otherwise(line: str) -> bool:
    """Tell whether an answer may follow a line that is no question: an estimate, a story, a step of a design exercise."""
    label = parse_label(line)
    return label is not None and (label.kind in ("estimate", "story") or label.text.lower().startswith("step"))


def _is_title(snapshot: Snapshot, label: tuple[int, str]) -> bool:
    """Tell whether a label is the heading of the whole document, below which the first question stands."""
    return label[1] == "h" and label[0] >= 0 and snapshot.lines[label[0]].startswith("# ")


def _find_beginning(snapshot: Snapshot, labels: list[tuple[int, str]], kind: str) -> str:
    """Return how lines of a kind begin in this document ("A: ", "**Answer:** "); "" where their labels are numbered."""
    first = next((snapshot.lines[i] for i, other in labels if other == kind), "")
    match = _BEGINNING.match(first)
    return match.group() if match is not None else ""


def _report_next(snapshot: Snapshot, after: int, before: int, beginning: str) -> None:
    """Report the first line below a question that has no answer's label."""
    for i in range(after + 1, before):
        if snapshot.lines[i].strip() and i not in snapshot.fenced:
            message = "This line stands where the answer to the question above begins, and has no label."
            snapshot.report(
                i,
                "answer-unlabelled",
                message,
                "Begin it as the other answers begin.",
                fix=_add_prefix(beginning, snapshot.lines[i]),
            )
            return


def _add_prefix(beginning: str, line: str) -> str:
    """Return a line that begins as the others do, in place of what is left of its own label."""
    if not beginning:
        return ""
    word = re.escape(beginning.strip("*_ \t:："))
    # The line may begin with the same word as the beginning to be put before it, with a wrong sign: it must not stand
    # twice.
    own = re.compile(rf"^[*_]{{0,2}}{word}[*_]{{0,2}}[ \t]?[:：;,]?[*_]{{0,2}}[ \t]+")
    return f"{beginning}{own.sub('', line.strip(), count=1)}"


def _report_asking(snapshot: Snapshot, after: int, before: int, beginning: str) -> None:
    """Report the last paragraph above an answer that has no question."""
    for i in range(before - 1, after, -1):
        line = snapshot.lines[i]
        if line.strip() and (i == after + 1 or not snapshot.lines[i - 1].strip() or i == before - 1):
            message = "An answer follows this line, and it has no question's label."
            snapshot.report(
                i,
                "question-unlabelled",
                message,
                "Begin it as the other questions begin.",
                fix=_add_prefix(beginning, line),
            )
            return
