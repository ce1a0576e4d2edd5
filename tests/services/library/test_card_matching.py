"""No history is lost to an edit that a person would not call a new question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import deck as reader
from deck.versioning.matching import match_decks
from services.connections import connect
from services.library import publishing
from services.library.content_sync import sync_content
from services.workspace import ROOT, Workspace
from store.tables.library import decks as table
from tests.services.library.edits import EDITS, Desk, bare, begin

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHIPPED = (ROOT / "content" / "real-time-payments.md").read_text(encoding="utf-8")
PART = SHIPPED[
    : SHIPPED.index("\n## ", len(SHIPPED) // 3)
]  # read and compared anew at each publish: the whole takes long
ROUNDS, EDITS_PER_ROUND = 10, 20  # a publish after each round: 200 edits


def all_numbers(ws: Workspace) -> dict[str, dict[str, int]]:
    """The lasting numbers of the live cards: by prompt, then by the kind of card."""
    found: dict[str, dict[str, int]] = {}
    with connect(ws) as connection:
        row = table.find_deck(connection, "d")
        assert row is not None
        for kept in table.list_cards(connection, row.id):
            if not kept.retired:
                found.setdefault(kept.card.prompt, {})[kept.card.kind] = kept.id
    return found


def numbers(ws: Workspace) -> dict[str, int]:
    """The numbers of the recall cards by prompt."""
    return {prompt: kinds["recall"] for prompt, kinds in all_numbers(ws).items() if "recall" in kinds}


@pytest.mark.engines("sqlite")  # reading two hundred decks is nothing of the database's
@pytest.mark.parametrize(("text", "seed"), [(PART, 1), (bare(PART), 2)], ids=["with ids", "without ids"])
def test_two_hundred_random_edits_keep_every_history(workspace: Workspace, text: str, seed: int) -> None:
    rng = Random(seed)
    desk = begin(text)
    publishing.publish_text(workspace, 1, "d", text, base=0, now=NOW)
    first = all_numbers(workspace)
    lost: list[str] = []
    for number in range(1, ROUNDS + 1):
        for _ in range(EDITS_PER_ROUND):
            rng.choice(EDITS)(desk, rng)
        publishing.publish_text(workspace, 1, "d", desk.text, base=number, now=NOW + timedelta(days=number))
        lost += strays(desk, first, all_numbers(workspace), number)
    assert lost == []


def strays(desk: Desk, first: dict[str, dict[str, int]], now: dict[str, dict[str, int]], number: int) -> list[str]:
    """Questions that do not have the history they should have."""
    known = {card for kinds in first.values() for card in kinds.values()}
    found = []
    for prompt, life in desk.lives.items():
        if prompt not in now:
            found.append(f"round {number}: “{prompt}” is gone")
        elif life is None:
            found += [f"round {number}: “{prompt}” took a history" for card in now[prompt].values() if card in known]
        else:
            kept = [kind for kind in now[prompt] if kind in first[life] and now[prompt][kind] != first[life][kind]]
            found += [f"round {number}: “{prompt}” ({kind}) lost the history of “{life}”" for kind in kept]
    return found


ONE = """## Pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous?

**Answer:** Because a hundred and ninety threads can end up waiting for ten connections.

**Question:** What does a queue hide from the processor's graphs?

**Answer:** The waiting: a thread that waits burns no cycles.
"""


def card(ws: Workspace, prompt_part: str) -> int:
    (found,) = [n for prompt, n in numbers(ws).items() if prompt_part in prompt]
    return found


def publish(ws: Workspace, text: str, base: int, **more: object) -> None:
    publishing.publish_text(ws, 1, "d", text, base=base, now=NOW + timedelta(days=base), **more)  # type: ignore[arg-type]


def test_a_typo_fix_keeps_the_history_without_asking(workspace: Workspace) -> None:
    publish(workspace, ONE, 0)
    before = card(workspace, "pool of ten")
    fixed = ONE.replace("dangerous?", "a danger?")
    planned = publishing.plan_publication(workspace, 1, "d", reader.parse(fixed))
    assert [(m.reason, m.keeps_history) for m in planned.uncertain] == [("near text", True)]
    publish(workspace, fixed, 1)
    assert card(workspace, "pool of ten") == before


def test_the_author_may_say_that_it_is_a_new_question(workspace: Workspace) -> None:
    publish(workspace, ONE, 0)
    before = numbers(workspace)
    fixed = ONE.replace("dangerous?", "a danger?")
    (asked,) = publishing.plan_publication(workspace, 1, "d", reader.parse(fixed)).uncertain
    publish(workspace, fixed, 1, continuations={asked.new.id: ""})
    assert card(workspace, "pool of ten") not in before.values()
    # Going back brings the old question back with its history.
    publishing.roll_back(workspace, 1, "d", 1, NOW + timedelta(days=3))
    assert numbers(workspace) == before


def test_an_explicit_id_on_another_text_can_begin_anew(workspace: Workspace) -> None:
    text = ONE.replace("dangerous?", "dangerous? {#q-ten}")
    publish(workspace, text, 0)
    before = card(workspace, "pool of ten")
    other = text.replace("Why is a pool of ten behind two hundred threads dangerous?", "Who pays for an idle core?")
    other = other.replace("Because a hundred and ninety threads can end up waiting for ten connections.", "You do.")
    (asked,) = publishing.plan_publication(workspace, 1, "d", reader.parse(other)).uncertain
    assert (asked.reason, asked.keeps_history) == ("same id", True)
    publish(workspace, other, 1, continuations={"q-ten": ""})
    assert card(workspace, "idle core") != before
    publish(workspace, text, 2, continuations={"q-ten": ""})
    assert card(workspace, "pool of ten") not in {card(workspace, "queue hide")}


def test_two_questions_that_trade_their_texts_trade_their_histories(workspace: Workspace) -> None:
    text = "## A\n\n**Question:** Why?\n\n**Answer:** Because of the lock on the row.\n\n## B\n\n**Question:** Why?\n\n"
    text += "**Answer:** Nobody had ever tested the way back.\n"
    publish(workspace, text, 0)
    with connect(workspace) as connection:
        row = table.find_deck(connection, "d")
        assert row is not None
        before = {c.card.topic: c.id for c in table.list_cards(connection, row.id)}
    publish(workspace, text.replace("## A", "## X").replace("## B", "## A").replace("## X", "## B"), 1)
    with connect(workspace) as connection:
        after = {c.card.topic: c.id for c in table.list_cards(connection, row.id) if not c.retired}
    assert after == {"a": before["b"], "b": before["a"]} or after == before


def test_a_deleted_question_returns_reworded_with_its_history(workspace: Workspace) -> None:
    publish(workspace, ONE, 0)
    before = card(workspace, "queue hide")
    publish(workspace, ONE.split("**Question:** What")[0], 1)
    assert before not in numbers(workspace).values()
    publish(workspace, ONE.replace("hide from the processor's graphs", "hide from the processors graph"), 2)
    assert card(workspace, "queue hide") == before


def test_a_file_edited_on_disk_keeps_histories_too(workspace: Workspace) -> None:
    path = workspace.content / "d.md"
    path.write_text(ONE)
    sync_content(workspace, NOW)
    before = card(workspace, "pool of ten")
    path.write_text(ONE.replace("dangerous?", "such a danger?"))
    sync_content(workspace, NOW)
    assert card(workspace, "pool of ten") == before


def test_matching_a_deck_with_itself_pairs_everything() -> None:
    parsed = reader.parse(SHIPPED)
    found = match_decks(parsed, parsed)
    assert not found.added
    assert not found.removed
    assert all(m.old.id == m.new.id and m.is_certain and not m.is_edited for m in found.matches)


def test_ids_are_written_into_the_source_and_nothing_else(tmp_path: Path) -> None:
    text = bare(SHIPPED)
    marked, count = publishing.add_ids(text)
    parsed = reader.parse(marked)
    asked = (
        *parsed.questions,
        *parsed.counter_questions,
        *parsed.estimates,
        *parsed.stories,
    )
    assert count == len(asked)
    assert all(q.explicit_id for q in asked)
    assert bare(marked) == text
    assert publishing.add_ids(marked) == (marked, 0)
