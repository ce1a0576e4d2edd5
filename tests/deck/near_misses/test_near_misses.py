"""What is nearly right is reported at its line; what is right is not."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from broken import KINDS, break_one, slip

import deck
from deck import Deck
from deck.near_misses.snapshot import Snapshot

# told once a document, not about a line
ONCE = {"notation", "questions-assumed", "language-assumed"}
SEEDS = 40
SHARE = 0.95  # of the broken lines must be named by a problem


def content(read: Deck) -> object:
    """Return what a learner gets of a deck."""
    questions = [(q.prompt, q.answer, [(c.text, c.right) for c in q.choices]) for q in read.questions]
    return questions, [[(e.minute, e.text, e.wall) for e in i.events] for i in read.incidents]


@cache
def read_sound(text: str) -> object:
    """Return what a learner gets of a text before it is broken: each is broken in two ways."""
    return content(deck.parse(text))


@pytest.mark.parametrize("way", [break_one, slip], ids=["any mark", "as people do"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_broken_line_is_named(kind: object, way: object) -> None:
    broken = named = 0
    for seed in range(SEEDS):
        rng = Random(f"{kind.__name__}{seed}")  # type: ignore[attr-defined]
        text = kind(rng)  # type: ignore[operator]
        done = way(text, rng)  # type: ignore[operator]
        if done is None:
            return  # this kind has nothing of the sort
        changed, line = done
        read = deck.parse(changed)
        if content(read) == read_sound(text):
            continue
        broken += 1
        named += any(problem.line == line and problem.code not in ONCE for problem in read.problems)
    assert broken > SEEDS / 4 or way is slip
    assert named >= SHARE * broken


def test_options_without_a_right_one_are_told() -> None:
    read = deck.parse("**Question:** Which?\n\n- [ ] one\n- [ ] two\n")
    assert [p.line for p in read.problems] == [1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_fix_makes_it_whole_again(kind: object) -> None:
    """The one button on the page: of the changes that are offered, nine of ten bring back what was broken."""
    offered = mended = 0
    for seed in range(SEEDS):
        rng = Random(f"fix {kind.__name__}{seed}")  # type: ignore[attr-defined]
        text = kind(rng)  # type: ignore[operator]
        done = slip(text, rng)
        if done is None:
            continue
        changed, line = done
        fix = next((p.fix for p in deck.parse(changed).problems if p.line == line and p.fix), "")
        if not fix:
            continue
        lines = changed.split("\n")
        lines[line - 1] = fix
        offered += 1
        mended += content(deck.parse("\n".join(lines))) == read_sound(text)
    assert mended >= 0.9 * offered


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_is_said_about_a_sound_document(kind: object) -> None:
    for seed in range(SEEDS // 2):
        read = deck.parse(kind(Random(seed)))  # type: ignore[operator]
        codes = (
            {problem.code for problem in read.problems}
            - ONCE
            - {"question-repeated", "heading-repeated", "choice-longest"}
        )
        assert codes == set()


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("**Qestion:** Why?\n\n**Anwser:** So.\n", 1, "label-misspelt"),
        ("# Deck\n\n##Title without a space\n\ntext\n", 3, "heading-malformed"),
        ("A) one\nB) two\nC) three\n", 1, "options-unmarked"),
        (
            "- What is one?\n- What is two?\n\ntext\n\n## Why three?\n\ntext\n\n## Four\n\n## Five\n\n## Six\n",
            1,
            "questions-unread",
        ),
        ("## Why?\n\ntext\n\n## Two\n\nQ: What?\nA: That.\n", 1, "questions-unread"),
        ("**Kysymys:** Mikä?\n\n**Vastaus:** Se.\n\n**Kysymys:** Miksi?\n\n**Vastaus:** Siksi.\n", 1, "label-unknown"),
        ("| Time | Event |\n|-x-|---|\n| 10:00 | it fails |\n| 10:05 | it is mended |\n", 2, "table-rule"),
    ],
)
def test_what_it_looked_like_is_told(text: str, line: int, code: str) -> None:
    assert (line, code) in [(problem.line, problem.code) for problem in deck.parse(text).problems]


def test_labels_in_two_styles_are_no_broken_pair() -> None:
    text = "".join(f"**Q:** What is {n}?\n**A:** It.\n\n" for n in range(3))
    text += "".join(f"**Q: What is {n}?**\nA: That.\n\n" for n in range(3, 5)) + "**Q:** What is five?\n**A:** This.\n"
    text += "".join(f"Q: What is {n}?\nA: So.\n\n" for n in range(6, 8))
    read = deck.parse(text)
    assert len(read.questions) == 8
    assert "answer-unlabelled" not in {problem.code for problem in read.problems}


def test_a_fix_is_the_line_as_it_should_be() -> None:
    text = "**Question:** Why?\n\n**Anwser:** So.\n"
    (problem,) = [p for p in deck.parse(text).problems if p.fix]
    lines = text.split("\n")
    lines[problem.line - 1] = problem.fix
    assert deck.parse("\n".join(lines)).questions[0].answer == "So."


def test_one_line_is_named_once() -> None:
    source = deck.markdown.source.Source.from_text("a\nb")  # type: ignore[attr-defined]
    snapshot = Snapshot.take(source)
    snapshot.report(0, "x", "one", "two")
    snapshot.report(0, "y", "three", "four")
    assert [problem.code for problem in source.problems] == ["x"]
