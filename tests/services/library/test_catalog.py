"""Decks on disk and uploads become versions; cards keep their identity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from services.connections import connect
from services.library import catalog
from services.library.content_sync import sync_content
from services.library.versions import build_card_rows
from services.workspace import Workspace
from store.tables.library import decks as table

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """---
title: Pools
---

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it.

**Question:** What does a queue hide?

**Answer:** The waiting.
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    (tmp_path / "content").mkdir()
    return Workspace(tmp_path / "data", tmp_path / "content")


def write(ws: Workspace, text: str, name: str = "My Pools.md", age: int = 0) -> Path:
    path = ws.content / name
    path.write_text(text, encoding="utf-8")
    # A file system may keep coarse times: two writes of one length in a test must differ.
    import os

    os.utime(path, ns=(age * 10**9 + 10**18, age * 10**9 + 10**18))
    return path


def cards(ws: Workspace, slug: str) -> dict[str, tuple[int, bool]]:
    with connect(ws) as connection:
        row = table.find_deck(connection, slug)
        assert row is not None
        return {c.card.name: (c.id, c.retired) for c in table.list_cards(connection, row.id)}


def numbers(ws: Workspace, slug: str) -> list[int]:
    with connect(ws) as connection:
        row = table.find_deck(connection, slug)
        assert row is not None
        return [v.number for v in table.list_versions(connection, row.id)]


def test_a_file_in_content_becomes_a_deck(ws: Workspace) -> None:
    write(ws, TEXT)
    sync_content(ws, NOW)
    (card,) = catalog.list_decks(ws)
    assert (card.id, card.title, card.version, card.questions) == ("my-pools", "Pools", 1, 2)
    assert next(q.prompt for q in catalog.load_deck(ws, "my-pools").questions) == "Why is a pool of ten dangerous?"


def test_the_same_text_is_one_version_and_one_object(ws: Workspace) -> None:
    write(ws, TEXT)
    sync_content(ws, NOW)
    before = catalog.load_deck(ws, "my-pools")
    write(ws, TEXT, age=1)
    sync_content(ws, NOW)
    assert numbers(ws, "my-pools") == [1]
    assert catalog.load_deck(ws, "my-pools") is before


def test_a_changed_file_is_a_new_version(ws: Workspace) -> None:
    write(ws, TEXT)
    sync_content(ws, NOW)
    write(ws, TEXT.replace("The waiting.", "The wait."), age=1)
    sync_content(ws, NOW)
    assert numbers(ws, "my-pools") == [2, 1]
    assert catalog.load_deck(ws, "my-pools").questions[1].answer == "The wait."


def test_a_file_that_did_not_change_leaves_a_version_made_in_the_app_alone(ws: Workspace) -> None:
    write(ws, TEXT)
    sync_content(ws, NOW)
    catalog.add_deck(ws, "my-pools.md", TEXT.replace("waiting", "queueing").encode(), NOW)
    write(ws, TEXT, age=1)
    sync_content(ws, NOW)
    assert catalog.load_deck(ws, "my-pools").questions[1].answer == "The queueing."
    assert catalog.list_decks(ws)[0].version == 2


def test_a_removed_question_is_retired_and_found_again(ws: Workspace) -> None:
    write(ws, TEXT)
    sync_content(ws, NOW)
    before = cards(ws, "my-pools")
    write(ws, TEXT.split("**Question:** What")[0], age=1)
    sync_content(ws, NOW)
    gone = {name: retired for name, (_, retired) in cards(ws, "my-pools").items()}
    assert gone.pop("q-ten") is False
    assert list(gone.values()) == [True]
    write(ws, TEXT, age=2)
    sync_content(ws, NOW)
    assert cards(ws, "my-pools") == before


def test_a_deck_whose_file_is_gone_leaves_the_shelf_and_comes_back(ws: Workspace) -> None:
    path = write(ws, TEXT)
    sync_content(ws, NOW)
    before = cards(ws, "my-pools")
    path.unlink()
    sync_content(ws, NOW)
    assert catalog.list_decks(ws) == ()
    write(ws, TEXT)
    sync_content(ws, NOW + timedelta(days=1))
    assert [card.id for card in catalog.list_decks(ws)] == ["my-pools"]
    assert cards(ws, "my-pools") == before


def test_an_upload_is_a_deck_and_a_second_one_of_its_name_a_version(ws: Workspace) -> None:
    added = catalog.add_deck(ws, "../Ünï code.md", TEXT.encode(), NOW)
    assert (added.summary.id, added.summary.version) == ("uni-code", 1)
    assert added.deck is catalog.load_deck(ws, "uni-code")
    again = catalog.add_deck(ws, "uni code.md", TEXT.replace("waiting", "wait").encode(), NOW)
    assert again.summary.version == 2
    sync_content(ws, NOW)
    assert [card.id for card in catalog.list_decks(ws)] == ["uni-code"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b" \n", "empty"), (b"x" * (5 * 1024 * 1024 + 1), "5 MB"), (b"PK\x03\x04\x00\x00\x00", "not a text file")],
)
def test_what_is_no_deck_is_refused_with_a_sentence(ws: Workspace, data: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        catalog.add_deck(ws, "x.md", data, NOW)
    assert caught.value.remedy
    assert catalog.list_decks(ws) == ()


def test_an_unknown_deck_is_a_sentence(ws: Workspace) -> None:
    with pytest.raises(UserError, match="no such deck"):
        catalog.load_deck(ws, "nothing")


def test_two_files_of_nearly_one_name_are_two_decks(ws: Workspace) -> None:
    write(ws, TEXT, "a b.md")
    write(ws, TEXT, "a-b.md")
    sync_content(ws, NOW)
    assert [card.id for card in catalog.list_decks(ws)] == ["a-b", "a-b-2"]


def test_a_renamed_card_keeps_its_id_and_answers_to_its_old_name(ws: Workspace) -> None:
    write(ws, TEXT)
    sync_content(ws, NOW)
    (old,) = [name for name in cards(ws, "my-pools") if name != "q-ten"]
    lasting = cards(ws, "my-pools")[old][0]
    parsed = catalog.load_deck(ws, "my-pools")
    from dataclasses import replace

    edited = replace(parsed, blocks=tuple(replace(b, id="q-new") if b.id == old else b for b in parsed.blocks))
    with connect(ws) as connection:
        row = table.find_deck(connection, "my-pools")
        assert row is not None
        table.replace_cards(connection, row.id, build_card_rows(edited), 1, {old: "q-new"})
        assert table.find_card_id(connection, row.id, "q-new") == lasting
        assert table.find_card_id(connection, row.id, old) == lasting
        # The edit is rolled back: the old name returns and finds the same card.
        table.replace_cards(connection, row.id, build_card_rows(parsed), 2)
        assert table.find_card_id(connection, row.id, old) == lasting


@pytest.mark.engines("sqlite")
def test_a_file_of_the_greatest_size_is_taken() -> None:
    catalog.check_deck_bytes(b"x" * catalog.MAX_DECK_BYTES)
    with pytest.raises(UserError, match="a deck may have 5 MB"):
        catalog.check_deck_bytes(b"x" * (catalog.MAX_DECK_BYTES + 1))
