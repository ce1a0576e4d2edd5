"""Parts of an answer as canonical markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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


def render_parts(parts: Iterable[Part]) -> str:
    """Return parts as one markdown text."""
    return "\n\n".join(chunk for part in parts for chunk in render_part(part))


def begins_block(text: str) -> bool:
    """Tell whether a text begins with something that cannot stand behind a label on the same line."""
    first = text.split("\n", 1)[0]
    return (
        first.lstrip()[:1] in "-*+>|#`~=:"
        or first[:1].isdigit()
        or (first.startswith(" ") and not first.startswith(" **"))
    )


def render_labelled(label: str, parts: Sequence[Part]) -> Iterator[str]:
    """Return a label with the parts that belong to it, the first of them on its line where that is prose."""
    chunks = [chunk for part in parts for chunk in render_part(part)]
    if chunks and isinstance(parts[0], Prose) and not begins_block(chunks[0]):
        yield f"{label} {chunks[0]}"
        chunks = chunks[1:]
    else:
        yield label
    yield from chunks


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
