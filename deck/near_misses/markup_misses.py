"""Marks of markdown and of other notations that are nearly right: `##Title`, `**What?*`, `??? qestion`, `{{c1::gap}`."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from deck.near_misses.snapshot import Snapshot
from deck.notations.questions import ends_as_question

# "##Title" is no heading in Markdown. "#!/bin/sh", "#{…}" and "#1" are not meant as one.
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?P<text>[^\s#{!\[(<\d/][^\n]*)$")
# Markdown has six levels; a seventh sign makes the line a paragraph.
_SEVEN = re.compile(r"^#{7,}[ \t]+\S")
# Bold text that begins a line or an item: there a missing end swallows a label or a question.
_BOLD = re.compile(r"^[ \t]{0,3}(?:[-*+][ \t]+|\d{1,4}[.)][ \t]+)?(?:\*\*|__)\S")
_TASK = re.compile(
    r"^[ \t]{0,3}(?:[-*+][ \t]*)(?:\[(?P<inside>[^\[\]]{0,3})\](?P<gap>[ \t]?)(?![(\[:])|\[(?P<open>[ xX])(?![\]\w])|(?P<close>[xX ]?)\][ \t])"  # noqa: E501 (one pattern)
)
# MkDocs: `??? question "What …?"`. The second pattern is what may follow the marks; anything else is a slip, and the
# block would be read as a paragraph and code.
_ADMONITION = re.compile(r"^ {0,8}(?:\?\?\?\+?|!!!)(?P<rest>.*)$")
_WHOLE_ADMONITION = re.compile(r"^[ \t]+[\w-]+(?:[ \t]+[\w-]+)*(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*$")
# Obsidian's "> [!question]" with a sign left out: "> [question]", "> !question", "> question]". A sign must touch the word,
# since "> note that a[0] is empty" is prose; "> [tip](a.md)", "> [note][1]" and "> [help]: a.md" are links.
_CALLOUT_KINDS = "(?:question|faq|help|success|answer|tip|note)"
_CALLOUT = re.compile(
    rf"^ {{0,3}}>+[ \t]*(?:\[?!?{_CALLOUT_KINDS}\](?![(\[:])|!{_CALLOUT_KINDS}(?=[ \t]|$))", re.IGNORECASE
)
_LOOKED_AT = 400  # lines at the beginning in which a tag must stand for the others to be looked for
# A box that is as it should be, "- [ ] text".
_WHOLE_TASK = re.compile(r"[ \t]*[-*+] \[[ xX]\] \S")
_DASHED = re.compile(r"(?P<indent>[ \t]{0,3})-(?=[^\s\-\d>|])")  # no rule, no number below zero, no arrow
_FEWEST_CARDS = 3  # that show how a document is written
# In a deck of flashcards "==…==" hides a gap, so an odd number of these marks leaves one open.
_MARKED = re.compile(r"==")
# Slips that the distance to "#card" does not find, such as swapped letters inside a longer tag.
_CARD = re.compile(r"(?:^|\s)#(?:crad|cadr|car|cards?ss|flaschcard|flashcar)\b", re.IGNORECASE)


def report_markup(snapshot: Snapshot, has_questions: bool) -> None:
    """Report marks that are nearly right, each at its line."""
    inside = snapshot.fenced
    asks = has_questions
    cards = sum(_is_card(line) for line in snapshot.lines) if "#card" in "".join(snapshot.lines[:_LOOKED_AT]) else 0
    tagged = any("flashcard" in line or "#card" in line for line in snapshot.lines[:40])
    for i, line in enumerate(snapshot.lines):
        bare = line.lstrip(" \t")
        first = bare[:1]
        if not first or i in inside:
            continue
        if first == "#":
            _look_at_heading(snapshot, i, line, asks)
        elif first in "*_-+0123456789":
            if first == "-" and not bare[1:2].isspace():
                _look_at_item(snapshot, i, line)
            _look_at_bold(snapshot, i, line)
            if "[" in line[:8] or "]" in line[:8]:
                _look_at_task(snapshot, i, line, asks)
        elif (
            first in "?!"
            and (match := _ADMONITION.match(line))
            and not _WHOLE_ADMONITION.match(match["rest"])
            and match["rest"].strip()
        ):
            _say(snapshot, i, "admonition", "This looks like a block with a title.", 'Write ??? question "Title".')
        elif first == ">" and ("]" in line[:24] or "!" in line[:6]) and "[!" not in line and _CALLOUT.match(line):
            _say(snapshot, i, "callout", "This looks like a callout.", "Write > [!question] and the title.")
        if tagged and "==" in line and len(_MARKED.findall(line)) % 2:
            _say(snapshot, i, "gap", "A marked gap begins or ends here alone.", "Write ==the gap==.")
        if cards >= _FEWEST_CARDS and not _is_card(line) and _is_nearly_card(line):
            fixed = f"{line[: line.rstrip().rindex(' ')]} #card"
            _say(snapshot, i, "tag", "This looks like the tag #card.", "Write #card.", fix=fixed)
        if "#" in line and first != "#" and _CARD.search(line):
            _say(snapshot, i, "tag", "This looks like the tag #card.", "Write #card.")


def _is_card(line: str) -> bool:
    return line.rstrip().endswith(" #card")


def _is_nearly_card(line: str) -> bool:
    """Tell whether an item ends with a word that is a letter away from the tag of a card."""
    last = line.rstrip().rsplit(" ", 1)[-1]
    is_item = line.lstrip(" \t")[:2] in ("- ", "* ")
    return is_item and 3 <= len(last) <= 7 and OSA.distance(last, "#card", score_cutoff=1) <= 1


def _look_at_heading(snapshot: Snapshot, index: int, line: str, asks: bool) -> None:
    if _SEVEN.match(line):
        _say(snapshot, index, "heading", "A heading has six levels at most.", "Delete one of the # signs.")
        return
    match = _HEADING.match(line)
    if match is None or (len(match["marks"]) == 1 and not ends_as_question(line)):
        return
    if len(match["marks"]) > 1 or asks or ends_as_question(line):
        _say(
            snapshot,
            index,
            "heading",
            "This looks like a heading, but there is no space after the # signs.",
            "Add a space.",
            fix=f"{match['marks']} {match['text']}",
        )


def _look_at_item(snapshot: Snapshot, index: int, line: str) -> None:
    """Report a dash without a space behind it on a line between the items of a list."""
    match = _DASHED.match(line)
    if match is None:
        return
    near = [snapshot.lines[n] for n in (index - 2, index - 1, index + 1, index + 2) if 0 <= n < len(snapshot.lines)]
    if sum(other.startswith(f"{match['indent']}- ") for other in near) and any(other[:1] == "-" for other in near):
        fix = f"{match['indent']}- {line[match.end() :].lstrip()}"
        _say(
            snapshot,
            index,
            "item",
            "This looks like an item of the list around it.",
            "Add a space after the dash.",
            fix=fix,
        )


def _look_at_bold(snapshot: Snapshot, index: int, line: str) -> None:
    """Report a line that opens bold text which neither it nor its paragraph closes."""
    if line.count("**") % 2 == 0 or not _BOLD.match(line):
        return
    for below in snapshot.lines[index + 1 : index + 6]:
        if not below.strip() or below.lstrip()[:2] in ("- ", "* ", "**"):
            break
        if "**" in below:
            return
    fix = (
        f"{line.rstrip().rstrip('*')}**"
        if ends_as_question(line.rstrip("* ")) or line.rstrip().endswith((":", "*"))
        else ""
    )
    _say(snapshot, index, "bold-open", "Bold text begins here and never ends.", "Add ** where it ends.", fix=fix)


def _look_at_task(snapshot: Snapshot, index: int, line: str, asks: bool) -> None:
    match = _TASK.match(line)
    if match is None or not asks or _WHOLE_TASK.match(line):
        return
    mark = match["inside"]
    if (
        mark is not None
        and mark.strip().lower() in ("", "x")
        and len(mark) == 1
        and match["gap"]
        and line.lstrip()[1:2] == " "
    ):
        return
    if mark is not None and len(mark.strip()) > 1:
        return
    box = "x" if "x" in line[: match.end()].lower() else " "
    bare = line[match.end() :].strip()
    _say(
        snapshot,
        index,
        "task",
        "This looks like an option or a key point.",
        "Write - [ ] or - [x], with these spaces.",
        fix=f"{line[: len(line) - len(line.lstrip())]}- [{box}] {bare}" if bare else "",
    )


def _say(snapshot: Snapshot, index: int, what: str, message: str, remedy: str, fix: str = "") -> None:
    snapshot.report(index, f"{what}-malformed", message, remedy, fix=fix)
