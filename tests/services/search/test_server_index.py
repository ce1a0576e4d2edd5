"""What the index on PostgreSQL does by itself, and that it finds what the file finds."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deck as reader
from services.library import catalog
from services.search import search
from services.search.index import SearchIndex
from services.search.query import Term
from services.search.results import MARK_END, MARK_START
from services.search.server_index import ServerIndex, build_tsquery, build_vector, make_snippet, stem_word
from services.workspace import ROOT, Workspace
from tests.databases import make_environment

QUERIES = (
    "connection pool",
    "acks=all",
    "@Transactional",
    "HTTP/2",
    "idempotancy ",
    "conection pol ",
    '"dead letter"',
    "kafk",
    "retries",
    "what is the",
    "zebra lock",
    "naïve",
    "C++",
)


@pytest.fixture(scope="module")
def decks() -> list[tuple[str, int, reader.Deck]]:
    return [(path.stem, 1, reader.parse(path.read_bytes())) for path in sorted((ROOT / "content").glob("*.md"))]


@pytest.mark.engines("postgresql")
def test_it_finds_what_the_file_finds(workspace: Workspace, tmp_path: Path, decks: list) -> None:
    server, file = ServerIndex(workspace), SearchIndex(tmp_path / "search.sqlite3")
    for index in (server, file):
        index.replace_decks(decks)
    for query in QUERIES:
        hidden = frozenset({decks[0][0]} if query == "retries" else ())
        ours, theirs = (index.search(query, limit=5000, hidden=hidden) for index in (server, file))
        assert ours.corrected == theirs.corrected, query
        assert ours.is_partial == theirs.is_partial, query
        assert {(hit.deck, hit.line, hit.kind) for hit in ours.hits} == {
            (hit.deck, hit.line, hit.kind) for hit in theirs.hits
        }, query
        # Of the ten best by one measure, most are among the thirty best by the other.
        best = {(hit.deck, hit.line) for hit in theirs.hits[:30]}
        assert sum((hit.deck, hit.line) in best for hit in ours.hits[:10]) >= min(10, len(ours.hits)) * 0.6, query


@pytest.mark.engines("postgresql")
def test_replicas_that_find_a_new_version_at_once_index_it_once(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure, early.\n", now)
    code = (
        "import os, sys, pathlib; from services.workspace import Workspace; from services.search import search;"
        "p = pathlib.Path(sys.argv[1]); ws = Workspace(p, p, os.environ['REHEARSAL_DATABASE']);"
        "print(len(search.search(ws, 1, 'backpressure').hits))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(workspace.data)],
            cwd=ROOT,
            env=make_environment(workspace),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [process.communicate(timeout=60)[0] for process in started] == ["1\n", "1\n"]
    assert len(search.search(workspace, 1, "backpressure").hits) == 1


def test_a_query() -> None:
    words = ((Term(("acksq3dqall",), is_identifier=True), Term(("acks", "all"))), (Term(("running",), is_prefix=True),))
    assert build_tsquery(words) == "('acksq3dqall':B | ('ack' <-> 'all')) & (('run':*))"
    assert build_tsquery(words, any_word=True).count("|") == 2
    assert build_tsquery(()) == ""


def test_a_vector() -> None:
    assert build_vector("Pools", "A pool, naïve", ("aq2dqb",)) == "'pool':1A,23 'a':22 'naiv':24 'aq2dqb':45B"


def test_a_snippet_is_the_part_that_holds_the_words() -> None:
    body = " ".join(f"w{n}" for n in range(100)) + " the dead letters are read. " + "more " * 30
    snippet = make_snippet(body, ((Term(("dead", "letter")),),))
    assert snippet.startswith("…") and snippet.endswith("…")
    assert f"{MARK_START}dead{MARK_END} {MARK_START}letters{MARK_END} are read." in snippet
    assert make_snippet("Short.", ((Term(("zebra",)),),)) == "Short."


@given(st.text(max_size=300), st.lists(st.text(alphabet="abcdeß ü", min_size=1, max_size=5), max_size=4))
def test_a_snippet_adds_marks_and_dots_only(body: str, words: list[str]) -> None:
    body = body.replace(MARK_START, "").replace(MARK_END, "")
    snippet = make_snippet(body, tuple((Term((word,), is_prefix=True),) for word in words))
    bare = snippet.replace(MARK_START, "").replace(MARK_END, "")
    assert bare.strip("…") in body
    assert snippet.count(MARK_START) == snippet.count(MARK_END)


@given(st.text(max_size=40))
def test_a_stem_is_letters_and_digits(text: str) -> None:
    stem = stem_word(text.casefold())
    assert stem == "" or stem.isalnum()


def make_terms(*words: str) -> tuple[tuple[Term, ...], ...]:
    return tuple((Term((word,)),) for word in words)


def mark(text: str) -> str:
    return text.replace("[", MARK_START).replace("]", MARK_END)


@pytest.mark.parametrize(
    ("body", "words", "snippet"),
    [
        ("Backpressure, early.", ("backpressure",), "[Backpressure], early."),
        ("(Pools) wait.", ("pool",), "([Pools]) wait."),
        ("", ("pool",), ""),
        ("… –", ("pool",), "… –"),
        ("One pool, two pools, a queue.", ("pool", "queue"), "One [pool], two [pools], a [queue]."),
        ("All at once: Pooling.", ("pool",), "All at once: [Pooling]."),
    ],
)
def test_found_words_are_marked_in_a_short_text(body: str, words: tuple[str, ...], snippet: str) -> None:
    assert make_snippet(body, make_terms(*words)) == mark(snippet)


def test_a_snippet_begins_a_little_before_the_words_and_says_where_it_was_cut() -> None:
    words = [f"w{n}" for n in range(60)]
    words[30], words[33] = "pool", "queue"
    body = " ".join(words) + "."
    snippet = make_snippet(body, make_terms("pool", "queue"))
    assert snippet.startswith(mark("…w26 w27 w28 w29 [pool] w31")) and mark("[queue]") in snippet
    assert snippet.endswith("w49…")
    start = make_snippet(body.replace("w2 ", "pool ").replace(" pool w31", " w30 w31"), make_terms("pool"))
    assert start.startswith(mark("w0 w1 [pool]")) and start.endswith("w23…")
    end = make_snippet(body.replace("w59", "zebra"), make_terms("zebra"))
    assert end.startswith("…w36") and end.endswith(mark("[zebra]."))


def test_identifiers_and_unfinished_words_in_a_snippet() -> None:
    body = "Set acks to all of the replicas."
    assert make_snippet(body, ((Term(("acksq3dqall",), is_identifier=True),),)) == body
    assert make_snippet(body, ((Term(("repl",), is_prefix=True),),)) == mark("Set acks to all of the [replicas].")
    assert make_snippet(body, ((Term(("repl",)),),)) == body


def test_a_vector_has_room_between_title_body_and_identifiers_and_bounds() -> None:
    words = build_vector("Lock two", " ".join(["word"] * 300), ()).split(" ")
    assert words[:2] == ["'lock':1A", "'two':2A"]
    places = words[2].partition(":")[2].split(",")
    assert (places[0], len(places)) == ("23", 255)
    assert build_vector("", "x" * 201 + " pool", ()) == "'pool':22"
    assert build_vector("", " ".join(f"w{n}" for n in range(17_000)), ()).endswith("'w16999':16383")
    assert build_vector("", "", ("aq2dqb",)) == "'aq2dqb':41B"


@pytest.mark.parametrize(
    ("word", "stem"),
    [("pools", "pool"), ("running", "run"), ("naïve", "naiv"), ("is", "is"), ("as", "as"), ("ös", "os"), ("", "")],
)
def test_a_stem_is_what_the_file_makes_of_a_word(word: str, stem: str) -> None:
    assert stem_word(word) == stem


@pytest.mark.engines("postgresql")
def test_the_server_keeps_to_deck_kind_and_limit_and_forgets_what_went(workspace: Workspace) -> None:
    index = ServerIndex(workspace)
    assert (index.search("pool").hits, index.read_versions()) == ((), {})
    text = "# {0}\n\n## Sizes\n\nA connection pool.\n\n**Question:** How large a pool is {0}?\n\n**Answer:** Ten.\n"
    decks = [(name, 1, reader.parse(text.format(name))) for name in ("alpha", "beta")]
    index.replace_decks(decks)
    assert {hit.deck for hit in index.search("pool").hits} == {"alpha", "beta"}
    assert {hit.deck for hit in index.search("pool", deck="beta").hits} == {"beta"}
    assert {hit.kind for hit in index.search("pool", kinds=("question",)).hits} == {"question"}
    assert len(index.search("pool", limit=1).hits) == 1
    assert {hit.deck for hit in index.search("pool", hidden=frozenset({"alpha"})).hits} == {"beta"}
    assert index.search("alphx ").corrected == (("alphx", "alpha"),)
    assert index.search("alphx ", hidden=frozenset({"alpha"})).corrected == ()
    # By the heading above it a topic is found, not each text below.
    assert [hit.kind for hit in index.search("sizes").hits] == ["topic", "topic"]
    index.replace_decks([("beta", 2, reader.parse("# beta\n\n## Sizes\n\nA quixotic queue.\n"))], removed=["alpha"])
    assert index.read_versions() == {"beta": 2}
    assert index.search("pool").hits == ()
    assert index.search("quixotik ").corrected == (("quixotik", "quixotic"),)
    assert index.search("alphx ").corrected == ()
