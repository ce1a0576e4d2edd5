"""Places in a deck's text: taken out, put back, and found again in a later version."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deck.versioning import places

LINES = st.lists(st.sampled_from(["a", "b", "", "  c", "- d", "é"]), min_size=1, max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(LINES, ENDS, st.data())
def test_lines_that_are_put_back_change_nothing(lines: list[str], end: str, data: st.DataObject) -> None:
    text = end.join(lines)
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    part = places.get_lines(text, first, last)
    if part:
        assert places.replace_lines(text, first, last, part) == text
    changed = places.replace_lines(text, first, last, "new\nlines")
    assert places.split_lines(changed) == [*lines[: first - 1], "new", "lines", *lines[last:]]
    assert end in changed or len(lines) == 1


@given(st.integers(1, 30), st.integers(0, 8), st.integers(0, 8), st.integers(1, 4))
def test_a_place_is_found_again_between_what_stayed(start: int, above: int, below: int, grown: int) -> None:
    old = [f"line {number}" for number in range(1, 41)]
    first, last = start, min(start + 4, 40)
    inside = [f"edited {number}" for number in range(grown)]
    new = [*(["before"] * above), *old[: first - 1], *inside, *old[last:], *(["after"] * below)]
    found = places.locate_lines("\n".join(old), "\n".join(new), first, last)
    if first > 1 and last < 40:
        assert found == (above + first, above + first + grown - 1)
    else:  # at an edge of the text, what was added there may belong to it
        assert found[0] <= above + first and found[1] >= above + first + grown - 1


def test_a_place_that_was_taken_out_is_empty() -> None:
    first, last = places.locate_lines("a\nb\nc\nd", "a\nd", 2, 3)
    assert (first, last) == (2, 1)


def test_a_place_keeps_its_own_lines_that_did_not_change() -> None:
    old = "a\nb\nc\nd\ne\nf"
    assert places.locate_lines(old, "a\nb\nc\nD\ne\nf", 3, 5) == (3, 5)
    assert places.locate_lines(old, "x\na\nb\nc\nD\nd2\ne\nf", 3, 5) == (4, 7)
    assert places.locate_lines(old, "a\nb\nC\nd\ne\nf", 3, 4) == (3, 4)
