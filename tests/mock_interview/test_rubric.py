"""The rubric of a round: the deck's own, or the one that is built in."""

from __future__ import annotations

import pytest

from deck import parse
from mock_interview.rubric import build_rubric, find_rubric_problems

OWN = """# Payments

## Interview rubric

### Clarity

- **Senior:** answers first; stops in time
- Director: says it in one sentence

### Ownership

- **Senior:** says I

### Failure

- **Senior:** stops the damage

- a line without a level

### Musicality

- __Senior:__ hums
"""


def find_line(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_deck_brings_its_own_rubric() -> None:
    deck = parse(OWN)
    rubric = build_rubric([deck], "director")
    assert [(one.title, one.measure) for one in rubric.dimensions] == [
        ("Clarity", "clarity"),
        ("Ownership", "leadership"),
        ("Failure", "failure"),
        ("Musicality", ""),
    ]
    assert rubric.level == "director"
    assert rubric.dimensions[0].anchors == ("says it in one sentence",)
    assert rubric.dimensions[1].anchors == ("says I",)
    assert rubric.dimensions[3].anchors == ("hums",)
    assert build_rubric([deck], "senior").dimensions[0].anchors == ("answers first", "stops in time")


@pytest.mark.parametrize(
    ("item", "level", "anchor"),
    [
        ("- Tech lead: settles an argument", "staff", "settles an argument"),
        ("- Senior engineer: names what breaks", "senior", "names what breaks"),
        ("- **Senior to staff:** names what breaks", "staff", "names what breaks"),
        ("- **Senior** names what breaks", "senior", "names what breaks"),
        ("- **Senior**: names what breaks", "senior", "names what breaks"),
        ("- Senior names what breaks: the pool", "senior", "names what breaks: the pool"),
        ("* Staff: says `retry: 3` aloud", "staff", "says `retry: 3` aloud"),
    ],
)
def test_a_level_may_have_several_words(item: str, level: str, anchor: str) -> None:
    deck = parse(f"# Deck\n\n## Interview rubric\n\n### Clarity\n\n{item}\n")
    assert [problem for problem in find_rubric_problems(deck) if "level" in problem.message] == []
    assert build_rubric([deck], level).dimensions[0].anchors == (anchor,)


def test_what_cannot_be_read_is_told_with_its_line() -> None:
    deck = parse(OWN)
    (problem,) = find_rubric_problems(deck)
    assert problem.line == find_line(OWN, "without a level")
    assert "level" in problem.message
    assert problem.remedy
    assert build_rubric([deck], "senior").notes == (f"{deck.title}, line {problem.line}: {problem.message}",)


def test_a_dimension_without_anchors_and_too_few_of_them_are_told() -> None:
    text = OWN.replace("- **Senior:** says I\n", "").replace(
        "- **Senior:** stops the damage\n\n- a line without a level\n", ""
    )
    text = text.replace("- **Senior:** answers first; stops in time\n", "")
    problems = {problem.line: problem.message for problem in find_rubric_problems(parse(text))}
    assert problems == {
        find_line(text, "### Ownership"): "The dimension “Ownership” has no anchors.",
        find_line(text, "### Failure"): "The dimension “Failure” has no anchors.",
        find_line(text, "## Interview rubric"): "The interview rubric has 2 dimensions.",
    }
    assert [one.title for one in build_rubric([parse(text)], "senior").dimensions] == ["Clarity", "Musicality"]


def test_of_seven_dimensions_the_first_six_are_used() -> None:
    text = "# Long\n\n## Interview Rubric\n\n" + "".join(
        f"### Dimension {number}\n\n- Senior: shows it\n\n" for number in range(7)
    )
    (problem,) = find_rubric_problems(parse(text))
    assert (problem.line, problem.message) == (3, "The interview rubric has 7 dimensions.")
    assert "first six" in problem.remedy
    dimensions = build_rubric([parse(text)], "senior").dimensions
    assert [one.title for one in dimensions] == [f"Dimension {number}" for number in range(6)]
    assert len({one.key for one in dimensions}) == 6


def test_the_first_deck_with_a_rubric_decides_and_without_one_the_built_in_is_used() -> None:
    plain, own = parse("# Plain\n\nProse.\n"), parse(OWN)
    other = parse(OWN.replace("### Musicality", "### Humour"))
    assert [one.title for one in build_rubric([plain, own, other], "senior").dimensions][3] == "Musicality"
    built_in = build_rubric([plain], "junior")
    assert [one.measure for one in built_in.dimensions] == ["clarity", "depth", "trade_offs", "failure", "leadership"]
    assert built_in.notes == ()
    assert build_rubric([], "principal").dimensions == build_rubric([], "staff").dimensions
    levels = [build_rubric([], level).dimensions for level in ("mid", "senior", "staff", "director")]
    for dimension in zip(*levels, strict=True):
        assert len({one.anchors for one in dimension}) == 4
        assert all(len(one.anchors) == 2 for one in dimension)


@pytest.mark.parametrize(
    ("title", "measure"),
    [
        ("Cost and numbers", "trade_offs"),
        ("Reliability", "failure"),
        ("Collaboration in a team", "leadership"),
        ("Communication", "clarity"),
        ("System design", "depth"),
        ("Humour", ""),
    ],
)
def test_a_title_tells_what_is_measured(title: str, measure: str) -> None:
    deck = parse(f"# D\n\n## Interview rubric\n\n### {title}\n\n- Senior: shows it\n")
    assert [one.measure for one in build_rubric([deck], "senior").dimensions] == [measure]
