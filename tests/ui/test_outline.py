"""What a topic's page shows, what a search finds, what the outline says."""

from __future__ import annotations

import deck as reader
from ui import outline

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
    found = DECK.section(name)
    assert found is not None
    return found


def test_a_page_shows_all_below_a_section_with_its_depth() -> None:
    page = outline.topic(DECK, _section("pools"))
    assert [(leaf.section.id, leaf.depth) for leaf in page.leaves] == [("pools", 0), ("bucket", 1), ("deeper", 2)]
    assert page.before is None
    assert page.after is not None
    assert page.after.id == "inc"


def test_a_heading_that_is_its_question_is_not_said_twice() -> None:
    leaves = {leaf.section.id: leaf for leaf in outline.topic(DECK, _section("pools")).leaves}
    assert leaves["pools"].headed
    assert not leaves["bucket"].headed
    assert (leaves["pools"].level, leaves["bucket"].level, leaves["deeper"].level) == (2, 2, 4)


def test_a_section_too_large_for_a_page_links_to_its_children() -> None:
    sections = "\n\n".join(f"### Part {n} {{#p{n}}}\n\nText.\n\n```py\n{n}\n```" for n in range(outline.ONE_PAGE))
    large = reader.parse(f"## All {{#all}}\n\nBefore.\n\n{sections}\n")
    whole = large.section("all")
    assert whole is not None
    page = outline.topic(large, whole)
    assert [leaf.section.id for leaf in page.leaves] == ["all"]
    assert len(page.children) == outline.ONE_PAGE


def test_a_search_wants_all_words_in_any_case_and_order() -> None:
    assert [(hit.kind, hit.topic) for hit in outline.search(DECK, "EIGHT forty")] == [("Question", "pools")]
    assert [hit.kind for hit in outline.search(DECK, "export")] == ["Topic", "Incident"]
    assert outline.search(DECK, "forty teapots") == outline.search(DECK, "  ") == ()
    assert len(outline.search(DECK, "e", most=2)) == 2


def test_counts_and_signs() -> None:
    assert outline.counts(DECK, _section("pools")) == "2 questions"
    assert outline.counts(DECK, _section("inc")) == "1 incident"
    assert outline.counts(DECK, _section("deeper")) == ""
    assert outline.icon(DECK, _section("bucket")) == ":material/quiz:"
    assert outline.icon(DECK, _section("inc")) == ":material/timeline:"
    assert outline.icon(DECK, _section("deeper")) == ":material/menu_book:"


def test_a_lone_title_is_not_the_outline() -> None:
    assert [section.id for section in outline.top(DECK)] == ["pools", "inc"]
