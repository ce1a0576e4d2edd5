"""Drafts: each learner's own, one for each deck, whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from errors import UserError
from services.library import drafts
from services.library.catalog import MAX_DECK_BYTES
from services.library.drafts import NEW_DECK, Draft
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # no database is opened
DRAFT = Draft("caches", 3, "# Cachés\n![](a1b2.png)", "token", revision=5)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(data=tmp_path, content=tmp_path)


def test_a_draft_comes_back_to_its_learner_and_deck_alone(ws: Workspace) -> None:
    new = Draft(NEW_DECK, 0, "text", "another")
    for learner, draft in ((1, DRAFT), (1, new), (2, replace(DRAFT, text="hers")), (12, replace(DRAFT, text="his"))):
        drafts.save_draft(ws, learner, draft)
    assert drafts.load_draft(ws, 1, "caches") == DRAFT
    assert drafts.load_draft(ws, 1, NEW_DECK) == new
    assert drafts.load_draft(ws, 1, "queues") is None
    assert drafts.load_draft(ws, 2, NEW_DECK) is None
    assert drafts.list_drafts(ws, 1) == (new, DRAFT)
    assert [draft.text for draft in drafts.list_drafts(ws, 2)] == ["hers"]
    assert len(drafts.list_draft_names(ws, 1)) == 2
    drafts.save_draft(ws, 1, replace(DRAFT, text="later", revision=6))
    assert drafts.load_draft(ws, 1, "caches") == replace(DRAFT, text="later", revision=6)
    drafts.delete_draft(ws, 1, "caches")
    assert drafts.list_drafts(ws, 1) == (new,)
    assert drafts.load_draft(ws, 2, "caches") is not None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"deck": "caches", "base": "x", "text": "", "token": ""}', "{"])
def test_what_another_program_wrote_there_is_no_draft(ws: Workspace, content: str) -> None:
    drafts.save_draft(ws, 1, DRAFT)
    drafts.save_draft(ws, 1, Draft("queues", 1, "kept", "t"))
    (broken,) = ws.data.rglob("caches.json")
    broken.write_text(content)
    assert drafts.load_draft(ws, 1, "caches") is None
    assert [draft.deck for draft in drafts.list_drafts(ws, 1)] == ["queues"]


def test_a_text_of_the_greatest_size_is_kept_and_a_larger_one_refused(ws: Workspace) -> None:
    text = "é" * (MAX_DECK_BYTES // 2)
    drafts.save_draft(ws, 1, replace(DRAFT, text=text))
    with pytest.raises(UserError, match="larger than 5 MB"):
        drafts.save_draft(ws, 1, replace(DRAFT, text=text + "x"))
    kept = drafts.load_draft(ws, 1, "caches")
    assert kept is not None
    assert kept.text == text


def test_names_that_a_draft_mentions_are_found_in_everybodys_or_all_but_ones_own(ws: Workspace) -> None:
    drafts.save_draft(ws, 1, DRAFT)
    drafts.save_draft(ws, 2, replace(DRAFT, text="![](c3d4.png)"))
    drafts.save_draft(ws, 12, replace(DRAFT, text="![](e5f6.png)"))
    names = ("a1b2.png", "c3d4.png", "e5f6.png", "nobody.png")
    assert drafts.find_names_in_drafts(ws, names) == {"a1b2.png", "c3d4.png", "e5f6.png"}
    assert drafts.find_names_in_drafts(ws, names, except_for=1) == {"c3d4.png", "e5f6.png"}
    assert drafts.find_names_in_drafts(ws, ()) == set()
