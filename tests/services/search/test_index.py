"""The search index over decks."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import deck as reader
from services.search import index as index_module
from services.search.index import SearchIndex
from services.search.results import MARK_END, MARK_START
from services.search.search import FILE_NAME, Index, open_index
from services.workspace import Workspace

BROKERS = """# Brokers

## Durability

A producer with `acks=all` waits for every replica in sync. Over HTTP/2 nothing changes.

**Question:** Why is idempotency not free?

**Answer:** Because every key is stored, and `@Transactional` holds the connection.

**Counter-questions:**

- *"Would a lock do?"*
  → testing whether you see the lost response

  **Answer:** No, the answer may be lost after the lock.

#### Incident: The silent broker

**00:00** – *Trigger:* A disk fills up

**00:07** – *Recovery:* Space is freed
"""
POOLS = "# Pools\n\n## Sizes\n\nA connection pool of ten. All acks were late.\n\n**Question:** How many?\n\n**Answer:** Ten.\n"


@pytest.fixture
def index(workspace: Workspace) -> Index:
    made = open_index(workspace)
    made.replace_decks([("brokers", 1, reader.parse(BROKERS)), ("pools", 4, reader.parse(POOLS))])
    return made


def titles(index: Index, text: str, **narrowed: object) -> list[str]:
    return [hit.title for hit in index.search(text, **narrowed).hits]


def test_an_identifier_is_found_as_it_was_typed_and_nothing_that_only_shares_its_parts(index: Index) -> None:
    hit, *others = index.search("acks=all").hits
    assert (hit.deck, hit.topic, hit.kind, others) == ("brokers", "durability", "text", [])
    assert hit.snippet.count(MARK_START) == hit.snippet.count(MARK_END) > 0
    assert [hit.deck for hit in index.search("HTTP/2").hits] == ["brokers"]
    assert [hit.kind for hit in index.search("@Transactional").hits] == ["question"]


def test_a_title_comes_before_a_mention(index: Index) -> None:
    assert titles(index, "pools")[0] == "Pools"
    assert [hit.kind for hit in index.search("silent broker").hits[:2]] == ["topic", "incident"]


def test_a_hit_says_where_to_go(index: Index) -> None:
    found = {hit.kind: hit for hit in index.search("lock response").hits}
    follow_up = found["follow-up"]
    assert follow_up.topic == "durability"
    assert follow_up.block and follow_up.line == BROKERS.splitlines().index('- *"Would a lock do?"*') + 1
    incident = index.search("disk").hits[0]
    assert (incident.kind, incident.title, incident.topic) == (
        "incident",
        "Incident: The silent broker",
        incident.topic,
    )
    assert incident.block in {found.id for found in reader.parse(BROKERS).incidents}


def test_what_was_mistyped_is_corrected_and_said(index: Index) -> None:
    results = index.search("idempotancy ")
    assert results.corrected == (("idempotancy", "idempotency"),)
    assert results.hits[0].kind == "question"


def test_all_words_first_then_some_of_them(index: Index) -> None:
    assert not index.search("connection pool").is_partial
    some = index.search("connection zebra")
    assert some.is_partial and {hit.deck for hit in some.hits} == {"brokers", "pools"}
    assert index.search("zebra").hits == ()


def test_a_search_can_be_narrowed(index: Index) -> None:
    assert {hit.deck for hit in index.search("connection").hits} == {"brokers", "pools"}
    assert {hit.deck for hit in index.search("connection", deck="pools").hits} == {"pools"}
    assert {hit.kind for hit in index.search("connection", kinds=("question",)).hits} == {"question"}
    assert len(index.search("connection", limit=1).hits) == 1


def test_a_new_version_replaces_the_old_one_and_a_deck_that_went_is_gone(index: Index) -> None:
    index.replace_decks([("pools", 5, reader.parse(POOLS.replace("connection", "thread")))], removed=["brokers"])
    assert index.read_versions() == {"pools": 5}
    assert titles(index, "connection") == [] and titles(index, "thread pool") != []
    assert index.search("acks=all").hits == () or index.search("acks=all").hits[0].deck == "pools"
    assert index.search("idempotancy ").corrected == ()  # no deck has the word any more


@pytest.mark.engines("sqlite")  # the file
def test_a_missing_or_damaged_index_finds_nothing_and_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite3"
    broken = SearchIndex(path)
    assert (broken.search("pool").hits, broken.read_versions()) == ((), {})
    path.write_bytes(b"no database at all" * 500)
    assert (broken.search("pool").hits, broken.read_versions()) == ((), {})
    broken.replace_decks([("pools", 4, reader.parse(POOLS))])
    assert broken.read_versions() == {"pools": 4} and titles(broken, "pool")


@pytest.mark.engines("sqlite")  # the file
def test_an_index_of_another_layout_is_built_anew(index: Index, workspace: Workspace) -> None:
    with sqlite3.connect(workspace.data / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    index.replace_decks([("pools", 4, reader.parse(POOLS))])
    assert index.read_versions() == {"pools": 4}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_no_text_makes_a_search_fail(index: Index, text: str) -> None:
    index.search(text)


@pytest.mark.engines("sqlite")  # the file
def test_a_search_sees_one_state_of_the_index_while_another_process_writes(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_in_between(value: object) -> str:
        if isinstance(value, list):  # the numbers of what was found, whose texts are asked for next
            index.replace_decks([("brokers", 2, reader.parse(BROKERS))])
        return json.dumps(value)

    monkeypatch.setattr(index_module, "json", SimpleNamespace(dumps=write_in_between))
    assert [hit.topic for hit in index.search("acks=all").hits] == ["durability"]
