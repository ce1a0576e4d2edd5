"""What a topic's page shows, what a search finds, what the outline says."""

from __future__ import annotations

import pytest

import deck as reader
from ui.deck_text import outline

TEXT = """# Queues

## Pools {#pools}

Prose.

**Question:** Forty workers share **eight** connections. What happens? {#q}

**Answer:** They wait.

### 1) How would you slow a caller down? {#bucket}

**ELI8:**
Ten tokens.

**Architect view:**
One bucket.

#### Deeper {#deeper}

Text.

## Incident: The export {#inc}

**00:00** – Starts

**00:05** – Ends
"""
DECK = reader.parse(TEXT)


def _section(name: str):
    found = DECK.find_section(name)
    assert found is not None
    return found


def test_a_page_shows_all_below_a_section_with_its_depth() -> None:
    page = outline.build_topic_page(DECK, _section("pools"))
    assert [(leaf.section.id, leaf.depth) for leaf in page.sections] == [("pools", 0), ("bucket", 1), ("deeper", 2)]
    assert page.previous is None
    assert page.following is not None
    assert page.following.id == "inc"


def test_a_heading_that_is_its_question_is_not_said_twice() -> None:
    leaves = {leaf.section.id: leaf for leaf in outline.build_topic_page(DECK, _section("pools")).sections}
    assert leaves["pools"].has_own_heading
    assert not leaves["bucket"].has_own_heading
    assert (leaves["pools"].heading_level, leaves["bucket"].heading_level, leaves["deeper"].heading_level) == (2, 2, 4)


def test_a_section_too_large_for_a_page_links_to_its_children() -> None:
    sections = "\n\n".join(
        f"### Part {n} {{#p{n}}}\n\nText.\n\n```py\n{n}\n```" for n in range(outline.MAX_BLOCKS_ON_PAGE)
    )
    large = reader.parse(f"## All {{#all}}\n\nBefore.\n\n{sections}\n")
    whole = large.find_section("all")
    assert whole is not None
    page = outline.build_topic_page(large, whole)
    assert [leaf.section.id for leaf in page.sections] == ["all"]
    assert len(page.children) == outline.MAX_BLOCKS_ON_PAGE


def test_a_topic_is_practised_where_something_is_asked_below_it() -> None:
    assert outline.has_questions(DECK, _section("pools"))
    assert not outline.has_questions(DECK, _section("inc"))


def test_counts_and_signs() -> None:
    assert outline.describe_counts(DECK, _section("pools")) == "2 questions"
    assert outline.describe_counts(DECK, _section("inc")) == "1 incident"
    assert outline.describe_counts(DECK, _section("deeper")) == ""
    assert outline.choose_icon(DECK, _section("bucket")) == ":material/quiz:"
    assert outline.choose_icon(DECK, _section("inc")) == ":material/timeline:"
    assert outline.choose_icon(DECK, _section("deeper")) == ":material/menu_book:"


def test_a_lone_title_is_not_the_outline() -> None:
    assert [section.id for section in outline.list_top_sections(DECK)] == ["pools", "inc"]


def test_readiness_is_the_mean_over_all_that_stands_below() -> None:
    recall = {"pools": (0.8, 1), "bucket": (0.0, 3)}
    assert outline.compute_readiness(DECK, _section("inc"), recall) is None
    below = {section.id for section, _ in outline.list_subtree(DECK, _section("pools"))}
    expected = 0.8 / 4 if "bucket" in below else 0.8
    assert outline.compute_readiness(DECK, _section("pools"), recall) == pytest.approx(expected)
