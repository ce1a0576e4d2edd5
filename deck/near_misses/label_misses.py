"""Labels that are nearly known ("Anwser:", "Q;"), that no table has, or that stand alone."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from deck.languages import LABEL_KINDS
from deck.markdown.labels import classify_label, fold_text
from deck.near_misses.snapshot import Snapshot

# a word or two at the beginning of a line, and a sign that could lead to a text
_LABEL = re.compile(
    r"^[ \t]{0,3}(?:[-*+][ \t]+)?(?P<bold>\*{1,3}|_{1,2})?(?P<word>[^\W\d_][^\W\d_'’-]{0,14}(?:[ -][^\W\d_]{1,12})?)(?P<number>[ \t]?\d{1,3})?"  # noqa: E501 (one pattern)
    r"(?P<close>\*{1,3}|_{1,2})?[ \t]?(?P<sign>[:;：；=>]|::|->|-(?=[ \t]))(?P<close2>\*{1,3}|_{1,2})?(?=[ \t]|$)"
)
# "Q; Why …?", "A - Because …": one letter with a wrong sign behind it. Without a sign "A" is an article.
_ALONE = re.compile(
    r"^(?:\*\*|__)?(?P<word>[QqAa])(?P<number>\d{0,3})(?:\*\*|__)?[ \t]*(?P<sign>[;,；]|[ \t]-|$)(?:\*\*|__)?[ \t]+\S"
)
# A quick look: without one of these signs a line holds no label.
_SIGN = re.compile("[:;：；=>-]")
_LONGEST_LABEL = 64  # characters in which a label must end: its words have a length
_BEFORE_WORD = " \t-*+_"  # what may stand before the word of a label
_FIRST_ALONE = frozenset("QqAa*_")
_NEAR = 78.0  # percent of a word's letters; "Anwser" has 83 of "Answer", "Quetion" 93 of "Question"
_SHORTEST = 4  # letters of a word that can be a typing mistake
_MOST = 3_000  # labels that are looked at
_UNKNOWN = 2  # times that an unknown label must stand in bold to be worth a word
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>[^\W\d_][^\n]{2,39})$")  # short and in letters, as labels are
_FEWEST_HEADINGS, _MOST_COMMON = 3, 20  # times that a heading must stand, and such headings that are compared
_KINDS = ("question", "answer", "key points", "choices", "counter")
_WORDS = [word for word, kind in LABEL_KINDS.items() if kind in _KINDS and len(word) >= _SHORTEST]
# labels of post-mortems and notes that are letters away from one of ours and mean what they say
_OTHERS = frozenset(
    ("resolution", "resolutions", "revolution", "questionnaire", "answered", "options", "opinions", "notation", "frontend",
     "feedback", "frontier", "alternatives", "lesson", "pick", "backup", "request", "section")
)  # fmt: skip
_ENGLISH = ("question", "answer", "key points", "counter-questions", "front", "back")


def report_labels(snapshot: Snapshot, has_questions: bool) -> None:
    """Report labels that are a typing mistake away from a known one, and unknown ones in a deck without questions."""
    inside = snapshot.fenced
    unknown: Counter[str] = Counter()
    first: dict[str, int] = {}
    looked = 0
    for i, line in enumerate(snapshot.lines):
        head = line[:32]
        if not head or i in inside:
            continue
        if has_questions and head[0] in _FIRST_ALONE and (alone := _ALONE.match(line)) is not None:
            _report_sign(snapshot, i, alone)
            continue
        if not (":" in head or ";" in head or "=" in head or "-" in head or "；" in head or ">" in head):
            continue
        # the dash of an item is none of these
        if head[0] in _BEFORE_WORD and _SIGN.search(line[:_LONGEST_LABEL].lstrip(_BEFORE_WORD)) is None:
            continue
        match = _LABEL.match(line)
        if match is None or looked > _MOST:
            continue
        looked += 1
        word = fold_text(match["word"])
        kind = LABEL_KINDS.get(word) or classify_label(match["word"])
        if kind:
            if kind in ("question", "answer") and match["sign"] not in (":", "：") and has_questions:
                _report_sign(snapshot, i, match)
            continue
        near = _find_near(word)
        if near and (has_questions or match["bold"]):
            _report_typo(snapshot, i, match, near)
        elif match["bold"] and match["sign"] in (":", "："):
            unknown[word] += 1
            first.setdefault(word, i)
    if not has_questions:
        _report_unknown(snapshot, unknown, first)
    _report_headings(snapshot)


def _find_near(word: str) -> str:
    if len(word) < _SHORTEST or word in _OTHERS:
        return ""
    best = process.extractOne(word, _ENGLISH, scorer=fuzz.ratio, score_cutoff=_NEAR) or process.extractOne(
        word, _WORDS, scorer=fuzz.ratio, score_cutoff=_NEAR + 6
    )
    return best[0] if best is not None else ""


def _report_typo(snapshot: Snapshot, index: int, match: re.Match[str], near: str) -> None:
    word = match["word"]
    meant = near.capitalize() if word[:1].isupper() else near
    line = snapshot.lines[index]
    snapshot.report(
        index,
        "label-misspelt",
        f"“{word}” looks like the label “{meant}”, and is not known.",
        f"Write “{meant}:”.",
        fix=f"{line[: match.start('word')]}{meant}{line[match.end('word') :]}",
    )


def _report_sign(snapshot: Snapshot, index: int, match: re.Match[str]) -> None:
    word = match["word"]
    line = snapshot.lines[index]
    snapshot.report(
        index,
        "label-sign",
        f"“{word}” looks like a label, but no colon stands behind it.",
        f"Write “{word}:”.",
        fix=f"{line[: match.start('sign')].rstrip()}:{line[match.end('sign') :]}",
    )


def _report_unknown(snapshot: Snapshot, unknown: Counter[str], first: dict[str, int]) -> None:
    """Report labels that come in pairs or rows, as question and answer do, in a deck where nothing asks."""
    for word, count in unknown.most_common(4):
        if count >= _UNKNOWN:
            snapshot.report(
                first[word],
                "label-unknown",
                f"“{word}” stands {count} times like a label, and means nothing to the reader.",
                "Where it asks or answers, write **Question:** or **Answer:**.",
            )


def _report_headings(snapshot: Snapshot) -> None:
    """Report a heading that is a letter away from one that stands many times: "Bakc" among "Back"."""
    titles: dict[int, str] = {}
    for i, line in enumerate(snapshot.lines):
        if line[:1] == "#" and i not in snapshot.fenced and (match := _HEADING.match(line)) is not None:
            titles[i] = fold_text(match["title"])
    counts = Counter(titles.values())
    common = [title for title, count in counts.items() if count >= _FEWEST_HEADINGS and len(title) >= _SHORTEST]
    if not common:
        return
    for i, title in titles.items():
        if counts[title] > 1 or title in _OTHERS:
            continue
        near = next(
            (other for other in common[:_MOST_COMMON] if 0 < OSA.distance(title, other, score_cutoff=1) <= 1), ""
        )
        if near:
            line = snapshot.lines[i]
            meant = next(snapshot.lines[n].lstrip("# ").rstrip() for n, other in titles.items() if other == near)
            snapshot.report(
                i,
                "heading-misspelt",
                f"“{line.lstrip('# ').rstrip()}” looks like the heading “{meant}” of {counts[near]} others.",
                f"Write “{meant}”.",
                fix=f"{line[: len(line) - len(line.lstrip('# '))]}{meant}",
            )
