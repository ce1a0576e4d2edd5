"""Versions: publish, compare, go back, and two mentors at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deck as reader
from deck.versioning import diff, merge
from errors import UserError
from services.library import catalog, publishing
from services.library.content_sync import sync_content
from services.workspace import Workspace
from store.connection import Connection
from store.tables.library import decks

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it.

**Question:** What does a queue hide? {#q-queue}

**Answer:** The waiting.

## Retries {#retries}

**Question:** When is a retry safe? {#q-retry}

**Answer:** When it changes nothing the second time.
"""


def publish(ws: Workspace, text: str, base: int, author: str = "Ada", note: str = "") -> publishing.Version:
    return publishing.publish_text(
        ws, 1, "d", text, base=base, now=NOW + timedelta(hours=base), author=author, note=note
    )


def make_source(deck_id: str, source: str = TEXT) -> publishing.ImportedSource:
    return publishing.ImportedSource(deck_id, deck_id.title(), source, author="Ada", note="Imported")


@pytest.mark.parametrize("fault", ["nothing in it", "found while publishing"])
def test_decks_are_added_all_or_none(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    publish(workspace, TEXT, 0)
    if fault == "found while publishing":
        publish_version = publishing.publish_version

        def refuse(connection: Connection, row: decks.DeckRow, *rest: Any) -> decks.VersionRow:
            if row.slug == "b":
                raise UserError("The name is taken.", "Choose another.")
            return publish_version(connection, row, *rest)

        monkeypatch.setattr(publishing, "publish_version", refuse)
    sources = [
        make_source("a"),
        make_source("d", TEXT + "\nMore.\n"),
        make_source("b", "" if "nothing" in fault else TEXT),
    ]
    with pytest.raises(UserError, match=r"^“B” cannot be added, so none of the 3 decks was\. ") as caught:
        publishing.publish_imported(workspace, 1, sources, NOW)
    assert caught.value.remedy
    assert [deck.id for deck in catalog.list_decks(workspace)] == ["d"]
    assert publishing.get_newest_number(workspace, "d") == 1
    with pytest.raises(UserError, match=r"^[^“]"):
        publishing.publish_imported(workspace, 1, sources[2:], NOW)
    versions = publishing.publish_imported(workspace, 1, sources[:2], NOW)
    assert [(one.number, one.author, one.note) for one in versions] == [(1, "Ada", "Imported"), (2, "Ada", "Imported")]


def test_a_version_knows_author_time_and_note(workspace: Workspace) -> None:
    made = publish(workspace, TEXT, 0, "Ada", "First")
    assert (made.number, made.author, made.note, made.published_at) == (1, "Ada", "First", NOW)
    publish(workspace, TEXT.replace("hide", "conceal"), 1, "Bob", "Wording")
    assert [(v.number, v.author) for v in publishing.list_versions(workspace, "d")] == [(2, "Bob"), (1, "Ada")]
    assert publishing.load_text(workspace, "d", 1) == TEXT


def test_the_same_text_is_published_once(workspace: Workspace) -> None:
    publish(workspace, TEXT, 0)
    assert publish(workspace, TEXT, 1).number == 1
    assert publish(workspace, TEXT, 0).number == 1


def test_going_back_is_a_new_version(workspace: Workspace) -> None:
    publish(workspace, TEXT, 0)
    publish(workspace, TEXT.replace("waiting", "queueing"), 1)
    made = publishing.roll_back(workspace, 1, "d", 1, NOW)
    assert (made.number, made.note) == (3, "Back to version 1")
    assert publishing.load_text(workspace, "d", 3) == TEXT
    assert catalog.load_deck(workspace, "d").questions[1].answer == "The waiting."


def test_the_second_mentor_is_told_and_gets_both_edits_joined(workspace: Workspace) -> None:
    publish(workspace, TEXT, 0)
    publish(workspace, TEXT.replace("The waiting.", "The wait."), 1, "Bob")
    mine = TEXT.replace("safe?", "really safe?")
    with pytest.raises(publishing.ConflictError, match="published by Bob") as caught:
        publish(workspace, mine, 1)
    assert len(publishing.list_versions(workspace, "d")) == 2
    assert caught.value.merged.conflicts == 0
    joined = caught.value.merged.text
    assert "The wait." in joined
    assert "really safe?" in joined
    assert publish(workspace, joined, 2).number == 3


def test_edits_of_one_line_stand_side_by_side_and_are_not_published_so(workspace: Workspace) -> None:
    publish(workspace, TEXT, 0)
    publish(workspace, TEXT.replace("The waiting.", "The wait."), 1)
    with pytest.raises(publishing.ConflictError) as caught:
        publish(workspace, TEXT.replace("The waiting.", "Waiting, that is."), 1)
    joined = caught.value.merged
    assert joined.conflicts == 1
    assert "The wait." in joined.text
    assert "Waiting, that is." in joined.text
    with pytest.raises(UserError, match="marks of a merge"):
        publish(workspace, joined.text, 2)


def test_two_new_decks_of_one_name_do_not_overwrite_each_other(workspace: Workspace) -> None:
    publish(workspace, TEXT, 0)
    with pytest.raises(publishing.ConflictError):
        publish(workspace, "## Other\n\nText.\n", 0)


def test_what_changed_is_told_by_question() -> None:
    new = TEXT.replace("The waiting.", "The wait.").replace("Why is a pool of ten", "Why is a pool of eleven")
    start = new.index("**Question:** When")
    new = (
        new[:start].replace("## Retries {#retries}\n\n", "")
        + "\n## Retries {#retries}\n\n**Question:** Who pays for it?\n\n**Answer:** You.\n"
    )
    found = [
        (c.change, c.id if c.change != "added" else "", c.detail)
        for c in diff.list_changes(reader.parse(TEXT), reader.parse(new))
    ]
    assert found == [
        ("edited", "q-ten", "the question"),
        ("edited", "q-queue", "the answer"),
        ("added", "", ""),
        ("removed", "q-retry", ""),
    ]


def test_a_move_is_a_move() -> None:
    span = TEXT[TEXT.index("**Question:** What") : TEXT.index("## Retries")]
    new = TEXT.replace(span, "") + "\n" + span
    (change,) = diff.list_changes(reader.parse(TEXT), reader.parse(new))
    assert (change.change, change.id, change.detail) == ("moved", "q-queue", "from “Pools” to “Retries”")


def test_lines_are_a_unified_diff() -> None:
    assert diff.diff_lines("a\nb\n", "a\nc\n", ("x", "y")) == ("--- x", "+++ y", "@@ -1,2 +1,2 @@", " a", "-b", "+c")
    assert diff.diff_lines("a", "a") == ()


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=12).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES, LINES)
def test_a_merge_loses_no_line(base: str, mine: str, theirs: str) -> None:
    joined = merge.merge_texts(base, mine, theirs).text.split("\n")
    for line in set(mine.split("\n")) | set(theirs.split("\n")):
        if line not in base.split("\n"):
            assert line in joined


@settings(max_examples=100, deadline=None)
@given(LINES, LINES)
def test_a_merge_with_an_unchanged_side_is_the_other_side(base: str, other: str) -> None:
    assert merge.merge_texts(base, other, base) == merge.MergeOutcome(other, 0)
    assert merge.merge_texts(base, base, other) == merge.MergeOutcome(other, 0)
    assert merge.merge_texts(base, other, other) == merge.MergeOutcome(other, 0)


def test_edits_far_apart_never_conflict() -> None:
    lines = [f"line {n}" for n in range(200)]
    rng = Random(3)
    for _ in range(20):
        mine, theirs = list(lines), list(lines)
        mine[rng.randrange(0, 90)] = "mine"
        theirs[rng.randrange(110, 200)] = "theirs"
        joined = merge.merge_texts("\n".join(lines), "\n".join(mine), "\n".join(theirs))
        assert joined.conflicts == 0
        assert {"mine", "theirs"} <= set(joined.text.split("\n"))


def test_a_file_changed_on_disk_is_joined_with_what_was_published_in_the_app(workspace: Workspace) -> None:
    path = workspace.content / "d.md"
    path.write_text(TEXT)
    sync_content(workspace, NOW)
    publish(workspace, TEXT.replace("The waiting.", "The wait."), 1)
    for number, word in enumerate(("second", "third and last")):
        path.write_text(TEXT.replace("the second time", f"the {word} time, said on disk"))
        sync_content(workspace, NOW + timedelta(days=number + 1))
        newest = publishing.load_text(workspace, "d", publishing.get_newest_number(workspace, "d"))
        assert "The wait." in newest
        assert f"the {word} time, said on disk" in newest
    assert publishing.list_versions(workspace, "d")[0].note.startswith("From d.md, joined with version")


def test_where_file_and_app_changed_the_same_line_the_note_says_what_is_not_in_it(workspace: Workspace) -> None:
    path = workspace.content / "d.md"
    path.write_text(TEXT)
    sync_content(workspace, NOW)
    publish(workspace, TEXT.replace("The waiting.", "The wait."), 1)
    path.write_text(TEXT.replace("The waiting.", "Idle threads, nothing else."))
    sync_content(workspace, NOW)
    assert "version 2 was written in the app and is not in it" in publishing.list_versions(workspace, "d")[0].note
    assert "The wait." in publishing.load_text(workspace, "d", 2)


def test_versions_are_listed_newest_first(workspace: Workspace) -> None:
    for number, text in enumerate(("one", "two", "three")):
        source = f"**Question:** {text}?\n\n**Answer:** {text}.\n"
        publishing.publish_text(workspace, 1, "many", source, base=number, now=NOW + timedelta(hours=number))
    assert [version.number for version in publishing.list_versions(workspace, "many")] == [3, 2, 1]
    assert publishing.get_newest_number(workspace, "many") == 3
    assert "three?" in publishing.load_text(workspace, "many", 3)
