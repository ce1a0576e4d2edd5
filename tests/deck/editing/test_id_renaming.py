"""An id is renamed wherever it is named, and learners' histories follow it."""

from __future__ import annotations

import pytest

import deck
from deck.editing.id_renaming import rename_id
from deck.formatter import format_deck, render_canonical
from deck.versioning.matching import match_decks
from errors import UserError

TEXT = "# Deck\n\n**Question:** What is one? {#q-one}\n\n**Answer:** 1.\n\n[back](#q-one)\n\n**Question:** What is two?\n\n**Answer:** 2.\n"


def test_every_use_is_renamed_and_the_old_name_is_noted() -> None:
    after = rename_id(TEXT, "q-one", "q-first")
    assert after.startswith("---\nrenamed:\n  q-one: q-first\n---\n")
    assert "{#q-first}" in after
    assert "(#q-first)" in after
    assert dict(deck.parse(after).meta.renamed) == {"q-one": "q-first"}


def test_names_of_earlier_days_lead_to_the_newest() -> None:
    after = rename_id(rename_id(TEXT, "q-one", "q-first"), "q-first", "q-uno")
    assert dict(deck.parse(after).meta.renamed) == {"q-one": "q-uno", "q-first": "q-uno"}
    matching = match_decks(deck.parse(TEXT), deck.parse(after.replace("What is one?", "Say a number, please.")))
    assert ("q-one", "q-uno") in [(m.old.id, m.new.id) for m in matching.matches]


def test_a_question_without_an_id_gets_one() -> None:
    name = deck.parse(TEXT).questions[1].id
    after = deck.parse(rename_id(TEXT, name, "q-two"))
    assert [(q.id, q.explicit_id) for q in after.questions] == [("q-one", True), ("q-two", True)]


def test_an_old_id_that_is_still_in_use_moves_nothing() -> None:
    text = TEXT.replace("# Deck", "---\nrenamed:\n  q-one: q-two\n---\n# Deck").replace("two?", "two? {#q-two}")
    matching = match_decks(deck.parse(TEXT), deck.parse(text))
    assert ("q-one", "q-one") in [(m.old.id, m.new.id) for m in matching.matches]


def test_the_list_of_renames_survives_formatting() -> None:
    renamed = deck.parse(rename_id(TEXT, "q-one", "q-first"))
    for text in (format_deck(renamed), render_canonical(renamed)):
        assert dict(deck.parse(text).meta.renamed) == {"q-one": "q-first"}


@pytest.mark.parametrize(("old", "new"), [("nobody", "x"), ("q-one", "No Id!"), ("q-one", "q-one")])
def test_what_cannot_be_is_refused(old: str, new: str) -> None:
    with pytest.raises(UserError):
        rename_id(TEXT, old, new)


@pytest.mark.parametrize(
    "written",
    ["renamed: {q-zero: q-one, q-old: q-two}", "renamed:\n  q-zero: q-one\n  q-old: q-two"],
    ids=["braces", "lines"],
)
def test_earlier_renames_are_kept_however_they_are_written(written: str) -> None:
    after = rename_id(f"---\ntitle: T\n{written}\nlevel: senior\n---\n{TEXT}", "q-one", "q-first")
    read = deck.parse(after)
    assert dict(read.meta.renamed) == {"q-zero": "q-first", "q-old": "q-two", "q-one": "q-first"}
    assert read.meta.level == "senior" and after.count("renamed:") == 1


def test_a_list_that_cannot_be_added_to_is_told_and_nothing_is_lost() -> None:
    with pytest.raises(UserError) as caught:
        rename_id(f"---\nrenamed: {{q-zero:\n  q-one}}\n---\n{TEXT}", "q-one", "q-first")
    assert caught.value.remedy == "Write it with one id a line."
