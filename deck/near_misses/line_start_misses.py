"""Lines that nearly begin as many others do: "Frage Was …" among "Frage: …", "-08:56" among "- 08:51", "</detials>".

What a document does many times is meant. A line that begins almost like that, with one letter wrong, is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from rapidfuzz.distance import OSA

from deck.languages import LABEL_KINDS, alternatives
from deck.near_misses.snapshot import Snapshot

_WORDS = alternatives([word for word in LABEL_KINDS if len(word) > 1])
# The beginnings that mean something, but for headings. A label is told by its shape first: no word of one holds a sign.
_LABEL = re.compile(r"[*_]{0,3}(?P<word>[^*_:：.)\n]+)[*_]{0,3}[:：.)][*_]{0,3}(?=[ \t]|$)")
_LABEL_WORD = re.compile(rf"(?:[QqAa]|{_WORDS})[ \t]?\d{{0,3}}", re.IGNORECASE)
_TAG = r"</?(?:details|summary)\b[^<>]{0,40}>"
_OPTION = r"(?:[-*+][ \t]+)?\(?[A-Ha-h][.):](?=[ \t])"
_BOX = r"[-*+][ \t]+\[[ xX]\](?=[ \t])"
_BLOCK = r"(?:\?\?\?|!!!)\+?[ \t]+\w{3,12}(?=[ \t]\")|>[ \t]?\[!\w{3,12}\][+-]?(?=[ \t]|$)"
_NUMBER = r"[*_]{2}\d{1,3}[.)][ \t]"
_STAMP = (
    r"(?:[-*+][ \t]+|\|[ \t]*)?[*_`\[(]{0,3}(?:\d{4}-\d{2}-\d{2}[ T])?\d{1,2}:\d{2}(?::\d{2})?(?:[ \t](?:UTC|GMT|[A-Z]{1,3}T))?"
    r"[*_`\])]{0,3}(?=[ \t:–—-]|$)"
)
_HEADS = {  # the other beginnings, by the characters that they begin with
    sign: re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
    for signs, patterns in (
        ("-+", (_OPTION, _BOX, _STAMP)),
        ("*", (_OPTION, _BOX, _NUMBER, _STAMP)),
        ("_", (_NUMBER, _STAMP)),
        ("<", (_TAG,)),
        ("?!>", (_BLOCK,)),
        ("(", (_OPTION, _STAMP)),
        ("|`[0123456789", (_STAMP,)),
        ("ABCDEFGHabcdefgh", (_OPTION,)),
    )
    for sign in signs
}
_PARTED = re.compile(r"(#{1,5})[ \t]+(#{1,5})")  # "# # Title", where others have "## "; else "## #channel" is a title
# Beginnings are compared with their digits made alike: "08:51" and "08:56" begin the same way.
_DIGITS = re.compile(r"\d")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_TAGS = ("<details>", "</details>", "<summary>")
_FEWEST = 3  # times that a beginning must stand in a document to be believed
_MOST_HEADS = 16  # most frequent beginnings that each line is compared with: no document has so many kinds of lines
_OPTION_SIGNS = frozenset(").")
_FIRST_OF_HEADS = frozenset("qaQA*_<#-+|([`0123456789?!>")
_TIMED_HEADING = re.compile(r"#{2,6}[ \t]+\d{1,2}:\d{2}(?!\d)")  # a moment of a timeline that is a heading


def report_nearly_marks(snapshot: Snapshot, read_lines: Set[int]) -> None:
    """Report lines that nearly begin as many others do. `read_lines` are source lines whose time was read all the same."""
    heads, counts = _collect_heads(snapshot)
    common = [head for head, count in counts.most_common(_MOST_HEADS) if count >= _FEWEST]
    if "<details>" in counts or "</details>" in counts:
        common += [tag for tag in _TAGS if tag not in common]
    if not common:
        return
    has_words = any(c.isalpha() for head in common for c in head[:3])
    moments = [head for head in common if head[0] == "#" and "0:00" in head]
    # Beginnings by each of their first two signs: most lines have none of these, and are passed by.
    by_sign: dict[str, list[str]] = {}
    for head in common:
        for sign in dict.fromkeys(head[:2]):
            by_sign.setdefault(sign, []).append(head)
    heads_by_start: dict[str, list[str]] = {}  # the beginnings to compare with, by the first two characters of a line
    for i, line in enumerate(snapshot.lines):
        if not line:
            continue
        own = heads.get(i, "")
        if own[:1] == "#":
            if moments or line[len(own) :].lstrip(" \t")[:1] == "#":
                _look_at_heading(snapshot, i, line, own, moments, counts)
            continue
        if own and not _is_rare_stamp(own, counts):
            continue
        near = heads_by_start.get(line[:2])
        if near is None:
            signs = dict.fromkeys("0" if c.isdigit() else c for c in (line[0], line[1:2]))
            near = heads_by_start[line[:2]] = [head for sign in signs for head in by_sign.get(sign, ())]
        if not near or (not has_words and line[:3].isalpha()) or i in snapshot.fenced:
            continue
        _look_at_line(snapshot, i, near, heads, counts, is_read=_is_read(snapshot, i, read_lines))


def _collect_heads(snapshot: Snapshot) -> tuple[dict[int, str], Counter[str]]:
    """Return the beginnings that mean something, by the index of their line, and how often each stands."""
    heads: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for i, line in enumerate(snapshot.lines):
        start = line[:36]
        if (
            not start
            or not (start[:1] in _FIRST_OF_HEADS or ":" in start or start[1:2] in _OPTION_SIGNS)
            or i in snapshot.fenced
        ):
            continue
        if start[0] == "#":
            level = len(start) - len(start.lstrip("#"))
            if level <= 6 and start[level : level + 1] == " ":
                timed = _TIMED_HEADING.match(start) if start.lstrip("# \t")[:1].isdigit() else None
                heads[i] = _DIGITS.sub("0", timed.group()) if timed is not None else f"{'#' * level} "
                if timed is not None:
                    counts[f"{'#' * level} "] += 1
                counts[heads[i]] += 1
            continue
        head = _find_head(start)
        if head:
            heads[i] = _mask_digits(head)
            counts[heads[i]] += 1
    return heads, counts


def _find_head(start: str) -> str:
    """Return what means something at the beginning of a line that is no heading, "" for nothing."""
    label = _LABEL.match(start)
    if label is not None and _is_label_word(label["word"]):
        return label.group()
    heads = _HEADS.get(start[0])
    match = heads.match(start) if heads is not None else None
    return match.group() if match is not None else ""


@lru_cache(maxsize=4096)
def _is_label_word(text: str) -> bool:
    """Return whether a text is the word of a label, with its number or without."""
    return _LABEL_WORD.fullmatch(text) is not None


def _look_at_heading(
    snapshot: Snapshot, index: int, line: str, own: str, moments: Sequence[str], counts: Mapping[str, int]
) -> None:
    """Report a heading that nearly begins with a time, as others do, or whose signs are parted."""
    moment = next((m for m in moments if _is_near_moment(line, m)), "") if own.endswith("# ") else ""
    if moment:
        message = f"This heading nearly begins with a time, as {counts[moment]} others do."
        snapshot.report(index, "mark-nearly", message, "Write the time as it was, e.g. 14:05.")
    parted = _PARTED.match(line)
    if parted is not None and counts.get(f"{parted[1]}{parted[2]} ", 0) >= _FEWEST:
        snapshot.report(index, "mark-nearly", "This heading begins with # signs that are parted.", "Join them.")


def _look_at_line(
    snapshot: Snapshot,
    index: int,
    near: Sequence[str],
    heads: dict[int, str],
    counts: Mapping[str, int],
    *,
    is_read: bool,
) -> None:
    """Report a line whose beginning is a letter away from one of those."""
    start = _mask_digits(snapshot.lines[index][:44])
    for head in near:
        if (is_read and "0:00" in head) or not _may_be_near(start, head):
            continue  # a time that was read is a time written in another way
        if _is_near(start, head) and (len(head) > _SHORT or _has_kin(heads, index, head)):
            count = counts.get(head, 0)
            snapshot.report(
                index,
                "mark-nearly",
                f"This line nearly begins with “{head}”, as {count if count > 1 else 'other'} lines do.",
                "Write its beginning as theirs.",
                fix="" if "0" in head else _fix(snapshot.lines, index, head),
            )
            return


def _mask_digits(text: str) -> str:
    """Return a text with a 0 for each digit."""
    return text.encode().translate(_ZEROS).decode() if text.isascii() else _DIGITS.sub("0", text)


def _is_near_moment(line: str, moment: str) -> bool:
    """Tell whether a heading has a figure where others have the hour, and is a letter away from their beginning."""
    start = _mask_digits(line[:44])
    return "0" in start[: len(moment)] and _is_near(start, moment)


def _is_read(snapshot: Snapshot, index: int, read_lines: Set[int]) -> bool:
    """Tell whether the time of a line was read and no mark of it stands alone."""
    if snapshot.origin[index] not in read_lines:
        return False
    line = snapshot.lines[index]
    return line.count("*") % 2 == 0 and line.count("[") == line.count("]") and line.count("`") % 2 == 0


def _is_rare_stamp(head: str, counts: Counter[str]) -> bool:
    """Tell whether a stamp is written as none of the others is: with a star or a bracket less."""
    return "0:00" in head and counts[head] < _FEWEST and any(sign in head for sign in "*_`[](")


_LONG = 4  # letters of a beginning from which its third and fourth are looked at
_SHORT = 3  # letters of a beginning below which only its place can tell


def _may_be_near(start: str, head: str) -> bool:
    """Tell by a quick look whether a word may be the head: with one letter changed, some first letters still match."""
    if head[0] == "#" and start.count("#", 0, len(head)) < max(1, len(head) - 2):
        return False  # a list's mark is no broken heading
    return (head[0] in start[:2] or head[1:2] in (start[:1], start[1:2])) and (
        len(head) < _LONG or head[2] in start[1:4] or head[3] in start[2:5]
    )


def _is_near(start: str, head: str) -> bool:
    """Tell whether a line's beginning is one letter from a head: one missing, too many, another, or two exchanged."""
    size = len(head)
    if start[:size] == head:
        return False
    if OSA.distance(start[:size], head, score_cutoff=2) > 2:
        return False
    return any(
        OSA.distance(start[:length], head, score_cutoff=1) <= 1 for length in (size - 1, size, size + 1) if length
    )


def _has_kin(heads: dict[int, str], index: int, head: str) -> bool:
    """Tell whether a neighbouring line begins with a head of the same family; a heading needs none."""
    if head[:1] == "#":
        return True
    sign = head[-1]
    return any(heads.get(n, " ")[-1] == sign and len(heads.get(n, "")) == len(head) for n in (index - 1, index + 1))


def _run(lines: Sequence[str], places: Iterable[int]) -> Iterator[str]:
    """Yield the lines at these places for as long as they are items of a list with boxes."""
    for place in places:
        if lines[place][:3] not in ("- [", "* ["):
            return
        yield lines[place]


def _fix(lines: Sequence[str], index: int, head: str) -> str:
    """Return a line with the beginning that it nearly has. A box is ticked where no other of its list is."""
    line = lines[index]
    if head[:3] in ("- [", "* [") and len(head) == len("- [x]"):
        around = [*_run(lines, range(index - 1, -1, -1)), *_run(lines, range(index + 1, len(lines)))]
        head = f"{head[:3]}{' ' if any('[x]' in other[:8].lower() for other in around) else 'x'}]"
    if head.endswith(" ") and line.startswith(head[:-1]):
        return f"{head}{line[len(head) - 1 :].lstrip()}"
    lengths = sorted(
        (OSA.distance(line[:length], head), -length) for length in (len(head) - 1, len(head), len(head) + 1)
    )
    remainder = line[-lengths[0][1] :]
    return f"{head}{remainder}" if remainder[:1] in (" ", "") else f"{head} {remainder}"
