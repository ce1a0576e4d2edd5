"""The preview of the text at the cursor, drawn by the functions that draw it for the learner."""

from __future__ import annotations

import streamlit as st

from deck.model import Block, Deck, Incident, Script, Section
from services.library import analytics
from services.replays import replays
from ui import messages
from ui.components import replay_player
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import sanitize_inline

# Around the cursor: the preview is drawn anew at each pause in typing.
MAX_BLOCKS = 30


def find_section_at(deck: Deck, line: int) -> Section | None:
    """Return the innermost section that contains this line; the first one for a line above all of them."""
    sections_above = [s for s in deck.sections if s.line <= line]
    return sections_above[-1] if sections_above else (deck.sections[0] if deck.sections else None)


def draw_preview(deck: Deck, line: int) -> None:
    """Draw the section at the cursor: heading, blocks, replay, length of a script."""
    section = find_section_at(deck, line)
    candidates = [b for b in deck.blocks if section is None or section.id in _list_section_ids(b)]
    if section is None and not candidates:
        messages.show_empty("Nothing to show yet", "Write something or insert a block. The preview follows the cursor.")
        return
    if section is not None:
        st.header(sanitize_inline(section.title))
    if section is not None and not candidates and (below := _find_next_filled_section(deck, section)):
        # A heading above other headings: what a reader meets next.
        st.subheader(sanitize_inline(below.title))
        candidates = [b for b in deck.blocks if below.id in _list_section_ids(b)]
    selected = _select_blocks_near(candidates, line)
    if len(selected) < len(candidates):
        st.caption(f"{len(selected)} of the {len(candidates)} blocks here, around line {line}.")
    plain = [block for block in selected if not isinstance(block, Incident)]
    blocks.draw_blocks(plain, deck)
    for block in selected:
        if isinstance(block, Incident):
            _draw_incident(deck, block)
        elif isinstance(block, Script):
            _show_script_length(block)


def _find_next_filled_section(deck: Deck, section: Section) -> Section | None:
    """Return the first section below this one that has something of its own."""
    filled = {name for block in deck.blocks for name in _list_section_ids(block)}
    inside = (s for s in deck.sections if section.id in {above.id for above in deck.list_ancestors(s.id)})
    return next((s for s in inside if s.id in filled), None)


def _list_section_ids(block: Block) -> set[str]:
    """Return the sections in which a block is shown; a script also counts in the sections of its parts."""
    parts = {part.section for part in block.parts} if isinstance(block, Script) else set()
    return {block.section, *parts}


def _select_blocks_near(candidates: list[Block], line: int) -> list[Block]:
    """Return at most `MAX_BLOCKS` blocks, those nearest to the cursor."""
    if len(candidates) <= MAX_BLOCKS:
        return candidates
    near = max(0, sum(block.line <= line for block in candidates) - MAX_BLOCKS // 2)
    return candidates[near : near + MAX_BLOCKS]


def _draw_incident(deck: Deck, incident: Incident) -> None:
    blocks.draw_block(incident, deck)
    payload = replays.build_payload(deck, incident.id)
    replay_player.draw_player(payload, start=None, link="", kept_stops=None, key=f"preview-{incident.id}")


def _show_script_length(script: Script) -> None:
    """Show the minutes at 150 words a minute beside what is promised."""
    minutes = analytics.estimate_spoken_minutes(" ".join(part.text for part in script.parts))
    low, high = script.minutes
    promise = f", promised {blocks.format_minutes((low, high))}" if high else ""
    st.caption(
        f":material/timer: About {minutes:.1f} min of speech{promise}. Questions are added to reach the promised length."
    )
