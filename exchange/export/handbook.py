"""Pages to print: the handbook (everything, with a table of contents) and the cram sheet (one page for the last evening)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from deck.estimates.estimate_notation import write_plainly
from deck.model import (
    Block,
    Callout,
    CounterQuestion,
    Deck,
    DesignExercise,
    Estimate,
    Incident,
    Question,
    Script,
    Story,
)
from deck.render import render_part
from deck.render_exercises import render_exercise
from exchange.export import html
from exchange.export.attachments import MEDIA_TYPES, NO_ATTACHMENTS, Attachments
from exchange.export.html import HtmlWriter

_STYLE = """
body { font: 11pt/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff;
  overflow-wrap: break-word; }
h1, h2, h3, h4, nav { font-family: system-ui, sans-serif; line-height: 1.25; } h1 { font-size: 2em; }
nav ol { list-style: none; padding-left: 1.2em; } nav > ol { padding: 0; } a { color: inherit; }
img { max-width: 100%; max-height: 60vh; }
pre { background: #f4f4f4; padding: .6em; overflow-wrap: anywhere; white-space: pre-wrap; font-size: 9pt; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #999; padding: .25em .5em; text-align: left; vertical-align: top; }
blockquote { border-left: 3px solid #999; margin-left: 0; padding-left: 1em; }
.question { break-inside: avoid-page; border-top: 1px solid #999; margin-top: 1.2em; } .prompt { font-weight: bold; }
@media print { body { margin: 0; max-width: none; } h2 { break-before: page; } a { text-decoration: none; } }
"""
_CRAM = """
body { font: 8pt/1.25 system-ui, sans-serif; margin: 1rem; color: #111; background: #fff; overflow-wrap: break-word; }
main { columns: 3; column-gap: 1.2em; } h1 { font-size: 1.3em; margin: 0 0 .5em; }
h2 { font-size: 1.05em; margin: .6em 0 .2em; break-after: avoid; }
ul { margin: 0; padding-left: 1.1em; } li { break-inside: avoid; }
@page { size: A4 landscape; margin: 8mm; } @media print { body { margin: 0; } } @media (max-width: 50em) { main { columns: 1; } }
"""
# The page is opened from anywhere: what the deck says can neither run nor fetch anything in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# What fits a landscape A4 sheet in three columns, with room for a wide typeface: rows of so many letters.
CRAM_ROWS, CRAM_LETTERS, CRAM_LONGEST = 168, 46, 8


def build_handbook(deck: Deck, attached: Attachments = NO_ATTACHMENTS) -> bytes:
    """Return the whole deck as one HTML page, UTF-8."""
    to = HtmlWriter(lambda address: _embed_picture(attached, address))
    by_section: dict[str, list[Block]] = {}
    for block in deck.blocks:
        by_section.setdefault(block.section, []).append(block)
    # A part of a script stands below its own heading, where the source has one.
    scripts = [block for block in deck.walk_blocks() if isinstance(block, Script)]
    part_texts = {
        part.section: part.text for script in scripts for part in script.parts if part.section != script.section
    }
    least = min((s.level for s in deck.sections), default=2)
    parts = [
        f"<h1>{html.render_line(deck.title or 'Handbook')}</h1>",
        to.render_blocks(deck.meta.description),
        _render_contents(deck, least),
    ]
    parts += [chunk for block in by_section.get("", []) for chunk in _render_block(block, to)]
    for number, section in enumerate(deck.sections):
        level = min(6, 2 + section.level - least)
        parts.append(f'<h{level} id="s{number}">{html.render_line(section.title)}</h{level}>')
        if section.id in part_texts:
            parts.append(to.render_blocks(part_texts[section.id]))
        parts += [chunk for block in by_section.get(section.id, []) for chunk in _render_block(block, to)]
    return _render_page(deck, _STYLE, "\n".join(parts))


def build_cram_sheet(deck: Deck) -> bytes:
    """Return one landscape page in three columns: soundbites, rules, pitfalls and key points, as many as fit."""
    groups = {
        "Say": _collect_callouts(deck, "soundbite"),
        "Rules": _collect_callouts(deck, "rule of thumb", "rule", "recommendation"),
        "Watch for": _collect_callouts(deck, "red flag", "pitfall", "failure mode"),
        "Must touch": [
            f"{html.render_line(q.prompt)} <b>{'; '.join(map(html.render_line, q.key_points))}</b>"
            for q in deck.questions
            if q.key_points
        ],
        "Incidents": [
            f"{html.render_line(i.title)}: {html.render_line(i.lessons[0])}" for i in deck.incidents if i.lessons
        ],
    }
    parts = [f"<h1>{html.render_line(deck.title or 'Cram sheet')}</h1><main>"]
    for name, lines in _fit_page({name: lines for name, lines in groups.items() if lines}).items():
        items_html = "".join(f"<li>{line}</li>" for line in lines)
        parts.append(f"<h2>{name}</h2><ul>{items_html}</ul>")
    return _render_page(deck, _CRAM, "\n".join([*parts, "</main>"]))


def _fit_page(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return as much as fits one page, taken from each group in turn; very long entries are left to the handbook."""
    rows_left = CRAM_ROWS - 2 * len(groups)
    page_lines: dict[str, list[str]] = {name: [] for name in groups}
    for turn in zip_longest(*groups.values()):
        for name, line in zip(groups, turn, strict=True):
            # only what is seen takes room on the page, not the tags
            rows = -(-len(re.sub(r"<[^>]*>", "", line or "")) // CRAM_LETTERS)
            if line and rows <= min(rows_left, CRAM_LONGEST):
                page_lines[name].append(line)
                rows_left -= rows
    return {name: lines for name, lines in page_lines.items() if lines}


def _collect_callouts(deck: Deck, *kinds: str) -> list[str]:
    result = [c for c in deck.walk_blocks() if isinstance(c, Callout) and c.kind in kinds]
    return list(dict.fromkeys(html.render_line(_flatten_text(c.text)) for c in result))


def _flatten_text(text: str) -> str:
    """Return a callout's text without the marks of quotes and lists; semicolons part the entries of a list."""
    # a quote in an item and an item in a quote, as callouts are written
    entries = [re.sub(r"^(?:>\s?|[-*+]\s+)+", "", row.strip()) for row in text.split("\n")]
    is_list = sum(bool(re.match(r"\s*(?:>\s?)*[-*+]\s", row)) for row in text.split("\n")) > 1
    return "; ".join(e.rstrip(".;") for e in entries if e) if is_list else " ".join(entries)


def _render_contents(deck: Deck, least: int) -> str:
    lines, depth = ["<nav><h2>Contents</h2>"], 0
    for number, section in enumerate(deck.sections):
        target_depth = (
            min(section.level - least, depth) + 1 if section.level - least > depth else section.level - least + 1
        )
        lines.append("<ol>" * max(0, target_depth - depth) + "</ol>" * max(0, depth - target_depth))
        depth = target_depth
        lines.append(f'<li><a href="#s{number}">{html.render_line(section.title)}</a></li>')
    return "".join([*lines, "</ol>" * depth, "</nav>"])


def _render_block(block: Block, writer: HtmlWriter) -> Iterator[str]:
    if isinstance(block, Question | CounterQuestion):
        yield f'<div class="question"><p class="prompt">{writer.render_line(block.prompt)}</p>'
        yield from _render_question(block, writer)
        yield "</div>"
    elif isinstance(block, Incident):
        for part in block.intro:
            yield from map(writer.render_blocks, render_part(part))
        rows = "".join(
            f"<tr><td>{writer.render_line(event.at)}</td><td>{event.role}</td>"
            f"<td>{writer.render_line('; '.join((event.text, *event.details)))}</td></tr>"
            for event in block.events
        )
        yield f"<table><tr><th>When</th><th>Role</th><th>What happened</th></tr>{rows}</table>"
        if block.lessons:
            yield "<ul>" + "".join(f"<li>{writer.render_line(lesson)}</li>" for lesson in block.lessons) + "</ul>"
    elif isinstance(block, Script):
        for chapter in (part for part in block.parts if part.section == block.section):
            yield f"<h4>{writer.render_line(chapter.title)}</h4>{writer.render_blocks(chapter.text)}"
    elif isinstance(block, Estimate | Story):
        plain = replace(block, explicit_id=False, key_points=())
        yield '<div class="question">'
        for chunk in render_exercise(plain):
            yield writer.render_blocks(write_plainly(chunk, with_names=True) if isinstance(block, Estimate) else chunk)
        yield from _render_key_points(block.key_points, writer)
        yield "</div>"
    elif isinstance(block, DesignExercise):
        yield from map(writer.render_blocks, render_exercise(block))
    else:
        yield from map(writer.render_blocks, render_part(block))


def _render_question(block: Question | CounterQuestion, writer: HtmlWriter) -> Iterator[str]:
    if isinstance(block, CounterQuestion):
        yield f"<p><i>Testing {writer.render_line(block.tests)}</i></p>" if block.tests else ""
        yield writer.render_blocks(block.answer)
    else:
        marks = [
            f"<li>{'☑' if c.right else '☐'} {writer.render_line(c.text)} <i>{writer.render_line(c.explanation)}</i></li>"
            for c in block.choices
        ]
        yield f"<ul>{''.join(marks)}</ul>" if marks else ""
        yield f"<p><i>In plain words:</i></p>{writer.render_blocks(block.eli8)}" if block.eli8 else ""
        for part in block.body:
            yield from map(writer.render_blocks, render_part(part))
    yield from _render_key_points(block.key_points, writer)
    if block.wrong_answers:
        yield "<p><b>Common wrong answers</b></p><ul>"
        for wrong in block.wrong_answers:
            yield f"<li>{writer.render_line(wrong.text)} <i>{writer.render_line(wrong.reason)}</i></li>"
        yield "</ul>"


def _render_key_points(points: tuple[str, ...], writer: HtmlWriter) -> Iterator[str]:
    if points:
        yield "<p><b>A good answer touches</b></p><ul>"
        yield "".join(f"<li>{writer.render_line(point)}</li>" for point in points)
        yield "</ul>"


def _embed_picture(attached: Attachments, address: str) -> str:
    """Return a picture as a `data:` address, "" when it does not go with the page."""
    path = attached.pictures.get(address)
    kind = MEDIA_TYPES.get(path.suffix.lower()) if path else None
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}" if path and kind else ""


def _render_page(deck: Deck, style: str, body: str) -> bytes:
    language = html.escape_text(deck.meta.language) if deck.meta.language.replace("-", "").isalnum() else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape_text(deck.title)}</title><style>{style}</style></head>\n<body>\n{body}\n</body></html>\n"
    ).encode("utf-8", errors="replace")
