"""Parts of an answer as canonical markdown."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import Callout, Code, Diagram, Dialogue, Part, Prose


def render_part(part: Part) -> Iterator[str]:
    """Return the markdown of a part, in chunks to be parted by blank lines."""
    if isinstance(part, Prose):
        yield part.markdown
    elif isinstance(part, Callout):
        yield _render_callout(part)
    elif isinstance(part, Dialogue):
        yield "\n>\n".join(f"> *{turn.speaker}:* {turn.text}".rstrip() for turn in part.turns)
    else:
        yield from _render_fence(part)


def _render_callout(part: Callout) -> str:
    if not part.label:
        return part.text
    if not part.text:
        return f"**{part.label}:**"
    first = part.text.split("\n", 1)[0]
    if "\n\n" not in part.text and not first.startswith(("- ", "* ", "+ ", "> ", "|", "#", "`", "1", " ")):
        return f"**{part.label}:** {part.text}"
    quoted = "\n".join(f"> {line}" if line else ">" for line in part.text.split("\n"))
    plain = first.startswith(("- ", "* ", "1. ", "|", "```"))
    return f"**{part.label}:**\n\n{part.text if plain else quoted}"


def _render_fence(part: Code | Diagram) -> Iterator[str]:
    if isinstance(part, Diagram) and part.spoken:
        yield f"**Spoken summary:** {part.spoken}"
    mark = "```"
    while mark in part.source:
        mark += "`"
    language = part.language if not (isinstance(part, Diagram) and part.language == "ascii") else "ascii"
    yield f"{mark}{language}\n{part.source}\n{mark}"
