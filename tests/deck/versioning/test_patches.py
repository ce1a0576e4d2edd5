"""Unified diffs: read, applied where they fit, with fuzz where they nearly do."""

from __future__ import annotations

import difflib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck.versioning.patches import MAX_FAILURES, MAX_HUNKS, apply_hunks, read_patch

LINES = [f"line {number}\n" for number in range(1, 41)]
TEXT = "".join(LINES)


def make_patch(old: str, new: str, context: int = 3) -> str:
    out = []
    for line in difflib.unified_diff(split(old), split(new), "a/d.md", "b/d.md", n=context):
        out.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(out)


def split(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [text.split("\n")[-1]] * (
        not text.endswith("\n") and bool(text)
    )


def apply(text: str, patch: str):
    (file,) = read_patch(patch)
    return apply_hunks(text, file.hunks)


TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "", "- x", "+y", "@@ -1 +1 @@", "--- a", "\\ n"]), max_size=14
).flatmap(lambda lines: st.sampled_from(["\n".join(lines), "\n".join(lines) + "\n" if lines else ""]))


@given(TEXTS, TEXTS)
def test_what_was_made_from_a_text_fits_it(old: str, new: str) -> None:
    patch = make_patch(old, new)
    if patch:
        found = apply(old, patch)
        assert (found.text, found.notes, found.failures) == (new, (), ())


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 3))
def test_any_patch_on_any_text_fits_or_is_told(old: str, new: str, other: str, context: int) -> None:
    patch = make_patch(old, new, context)
    if patch:
        (file,) = read_patch(patch)
        found = apply_hunks(other, file.hunks)
        added = {line for hunk in file.hunks for step, line in hunk.steps if step == "+"}
        assert found.failures or added <= set(found.text.split("\n"))


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        read_patch("--- a/x.md\n+++ b/x.md\n" + text)
    except ValueError as error:
        assert str(error).endswith(".")


def test_a_hunk_that_moved_is_found_and_told() -> None:
    patch = make_patch(TEXT, TEXT.replace("line 20\n", "line twenty\n"))
    found = apply("new\n" * 7 + TEXT, patch)
    assert found.text == "new\n" * 7 + TEXT.replace("line 20\n", "line twenty\n")
    assert found.notes == ("Hunk 1 fits at line 24, 7 lines further down.",)


def test_two_lines_of_context_may_differ_and_three_may_not() -> None:
    patch = make_patch(TEXT, TEXT.replace("line 20\n", "line twenty\n"))
    there = TEXT.replace("line 17\n", "other\n").replace("line 18\n", "another\n")
    found = apply(there, patch)
    assert found.text == there.replace("line 20\n", "line twenty\n")
    assert found.notes == ("Hunk 1 fits at line 17, with 2 lines of its context left out.",)
    found = apply(there.replace("line 19\n", "one more\n"), patch)
    assert found.failures == ("Hunk 1, for line 17, does not fit: the lines around it are different.",)


def test_a_patch_has_so_many_hunks_and_failures_and_no_more() -> None:
    hunks = "".join(f"@@ -{n},1 +{n},1 @@\n-nothing of the sort\n+x\n" for n in range(1, MAX_HUNKS + 2))
    with pytest.raises(ValueError, match="more than"):
        read_patch(f"--- a/x.md\n+++ b/x.md\n{hunks}")
    few = "".join(f"@@ -{n},1 +{n},1 @@\n-nothing of the sort\n+x\n" for n in range(1, MAX_FAILURES + 9))
    found = apply(TEXT, f"--- a/x.md\n+++ b/x.md\n{few}")
    assert len(found.failures) == MAX_FAILURES
    assert found.text == TEXT


@pytest.mark.parametrize(("before", "words"), [("new\n", "1 line further down"), ("", "1 line further up")])
def test_it_is_told_which_way_a_hunk_moved(before: str, words: str) -> None:
    patch = make_patch(TEXT, TEXT.replace("line 20\n", "line twenty\n"))
    found = apply(before + (TEXT if before else TEXT.removeprefix("line 1\n")), patch)
    assert len(found.notes) == 1 and words in found.notes[0]


def test_what_is_there_already_is_told_so() -> None:
    new = TEXT.replace("line 20\n", "line twenty\n")
    assert "there already" in apply(new, make_patch(TEXT, new)).failures[0]


def test_line_ends_stay_those_of_the_text() -> None:
    windows = TEXT.replace("\n", "\r\n")
    patch = make_patch(TEXT, TEXT.replace("line 20\n", "line twenty\nand more\n"))
    found = apply(windows, patch)
    assert found.text == windows.replace("line 20\r\n", "line twenty\r\nand more\r\n")
    assert not found.notes


@pytest.mark.parametrize(
    ("old", "new"), [("a\nb", "a\nc"), ("a\nb", "a\nb\n"), ("a\nb\n", "a\nb"), ("", "a"), ("a", "")]
)
def test_a_last_line_without_an_end(old: str, new: str) -> None:
    assert apply(old, make_patch(old, new)).text == new


@pytest.mark.parametrize(
    ("patch", "obstacle"),
    [
        (
            "diff --git a/x.md b/x.md\nnew file mode 120000\n--- /dev/null\n+++ b/x.md\n@@ -0,0 +1 @@\n+/etc/passwd\n",
            "link",
        ),
        ("diff --git a/x.md b/y.md\nsimilarity index 100%\nrename from x.md\nrename to y.md\n", "renamed"),
        (
            "diff --git a/x.md b/x.md\ndeleted file mode 100644\n--- a/x.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
            "deleted",
        ),
        ("diff --git a/x.md b/x.md\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n", "binary"),
        ("Binary files a/x.md and b/x.md differ\n", "binary"),
    ],
)
def test_what_is_no_change_of_a_text_is_told(patch: str, obstacle: str) -> None:
    assert obstacle in read_patch(patch)[0].obstacle


def test_gits_quoted_names_are_read() -> None:
    patch = 'diff --git "a/\\303\\274ber.md" "b/\\303\\274ber.md"\n--- "a/\\303\\274ber.md"\n+++ "b/\\303\\274ber.md"\n@@ -1 +1 @@\n-a\n+b\n'
    (file,) = read_patch(patch)
    assert (file.source, file.target, file.is_git) == ("a/über.md", "b/über.md", True)


@pytest.mark.parametrize(("old", "new"), [("a/", "b/"), ("i/", "w/"), ("", "")])
def test_names_with_spaces_are_read_whatever_the_prefix(old: str, new: str) -> None:
    names = f"{old}my deck.md", f"{new}my deck.md"
    changed = f"--- {names[0]}\t\n+++ {names[1]}\t\n@@ -1 +1 @@\n-a b\n+++ b c\n"
    made = f"new file mode 100644\nindex 0..1\n--- /dev/null\n+++ {names[1]}\t\n@@ -0,0 +1 @@\n+a\n"
    for body, source in ((changed, names[0]), (made, "")):
        (file,) = read_patch(f"diff --git {names[0]} {names[1]}\n{body}")
        assert (file.source, file.target) == (source, names[1])
    assert read_patch(f"diff --git {names[0]} {names[1]}\n{changed}")[0].hunks[0].steps[1] == ("+", "++ b c")


def test_long_texts_and_many_hunks_take_no_time() -> None:
    rng = Random(3)
    lines = [f"line {rng.randint(1, 50)}\n" for _ in range(60_000)]
    changed = [line if number % 40 else "changed\n" for number, line in enumerate(lines)]
    patch = "--- a/x.md\n+++ b/x.md\n" + "".join(
        f"@@ -{n + 1},2 +{n + 1},2 @@\n-{lines[n]}+changed\n {lines[n + 1]}" for n in range(0, 60_000, 40)
    )
    assert apply("".join(lines), patch).text == "".join(changed)
