"""The handbook and what stands in it: which choice is right, and the lessons of an incident."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import deck
from exchange.export.attachments import Attachments
from exchange.export.handbook import (
    CRAM_LETTERS,
    CRAM_LONGEST,
    CRAM_ROWS,
    _fit_page,
    build_cram_sheet,
    build_handbook,
)
from tests.exchange.export import pages

TEXT = """# T

## Pools

**Question:** Which one waits?

- [x] the reader → it has no lock
- [ ] the writer

### Incident: The storm

- **00:05** – Latency rises.
- **00:10** – The pool is full.

**Post-mortem lessons:**

- Bound the pool.
- Watch its queue.
"""


def read_list_items(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", item).strip() for item in re.findall(r"<li>(.*?)</li>", page, re.DOTALL)]


def test_the_right_choice_is_ticked_and_the_others_are_not() -> None:
    items = read_list_items(build_handbook(deck.parse(TEXT)).decode())
    assert "☑ the reader it has no lock" in items
    assert "☐ the writer" in items


def test_lessons_are_a_list() -> None:
    page = build_handbook(deck.parse(TEXT)).decode()
    assert "<ul><li>Bound the pool.</li><li>Watch its queue.</li></ul>" in page


def split_page(data: bytes) -> tuple[str, list[str]]:
    """Return what stands before the style sheet, and the lines of the body."""
    head, _, rest = data.decode().partition("<style>")
    body = rest.partition("<body>\n")[2].removesuffix("\n</body></html>\n")
    return head, [line for line in body.split("\n") if line]


def test_the_whole_handbook(tmp_path: Path) -> None:
    picture = tmp_path / "a.PNG"
    picture.write_bytes(b"png")
    head, lines = split_page(build_handbook(deck.parse(pages.TEXT), Attachments({"a.png": picture})))
    assert head == (
        '<!doctype html>\n<html lang="de-AT"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content='
        "\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Pools &amp; &lt;queues&gt;</title>"
    )
    assert lines == [
        "<h1>Pools &amp; &lt;queues&gt;</h1>",
        "<p>What a pool is <em>for</em>.</p>",
        '<nav><h2>Contents</h2><ol><li><a href="#s0">Pools</a></li><ol><li><a href="#s1">Deep</a></li></ol>'
        '<li><a href="#s2">Storms</a></li><ol><li><a href="#s3">Incident: The storm</a></li></ol></ol></nav>',
        "<p>A word before all.</p>",
        '<h2 id="s0">Pools</h2>',
        '<div class="question"><p class="prompt">Why wait?</p>',
        "<p><i>In plain words:</i></p><p>Like a door.</p>",
        '<p>All <em>are</em> busy. <img src="data:image/png;base64,cG5n" alt="Pool" /> [Picture: Gone]</p>',
        "<p><b>A good answer touches</b></p><ul>",
        "<li>threads outnumber connections</li><li>order</li>",
        "</ul>",
        "<p><b>Common wrong answers</b></p><ul>",
        "<li>It is broken <i>it is only full</i></li>",
        "</ul>",
        "</div>",
        '<div class="question"><p class="prompt">And twice?</p>',
        "<p><i>Testing the limit</i></p>",
        "<p>The same.</p>",
        "</div>",
        '<div class="question"><p class="prompt">And half?</p>',
        "</div>",
        "<p><strong>Director insight:</strong> Ask for the number first.</p>",
        "<p><strong>Rule of thumb:</strong> Fewer than you think.</p>",
        "<p><strong>Pitfall:</strong> Guessing.</p>",
        '<h3 id="s1">Deep</h3>',
        '<div class="question"><p class="prompt">Which one?</p>',
        "<ul><li>☑ the reader <i>it has no lock</i></li><li>☐ the writer <i></i></li></ul>",
        "</div>",
        '<div class="question">',
        "<p><strong>Story:</strong> Tell me.</p>",
        "<p><b>A good answer touches</b></p><ul>",
        "<li>a number</li>",
        "</ul>",
        "</div>",
        '<h2 id="s2">Storms</h2>',
        '<h3 id="s3">Incident: The storm</h3>',
        "<p>On a <em>Monday</em>.</p>",
        "<table><tr><th>When</th><th>Role</th><th>What happened</th></tr>"
        "<tr><td>00:05</td><td>trigger</td><td>Latency rises.; p99 = 3 s</td></tr>"
        "<tr><td>00:10</td><td>symptom</td><td>The pool is full.</td></tr></table>",
        "<ul><li>Bound the pool.</li><li>Watch its queue.</li></ul>",
    ]


def test_the_whole_cram_sheet() -> None:
    head, lines = split_page(build_cram_sheet(deck.parse(pages.TEXT)))
    assert 'lang="de-AT"' in head
    assert lines == [
        "<h1>Pools &amp; &lt;queues&gt;</h1><main>",
        "<h2>Rules</h2><ul><li>Fewer than you think.</li></ul>",
        "<h2>Watch for</h2><ul><li>Guessing.</li></ul>",
        "<h2>Must touch</h2><ul><li>Why wait? <b>threads outnumber connections; order</b></li></ul>",
        "<h2>Incidents</h2><ul><li>Incident: The storm: Bound the pool.</li></ul>",
        "</main>",
    ]


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Director soundbite", "Say"),
        ("Director rule", "Rules"),
        ("Director recommendation", "Rules"),
        ("Red flag metric", "Watch for"),
        ("Failure mode", "Watch for"),
    ],
)
def test_a_callout_goes_to_its_group_once(label: str, group: str) -> None:
    text = f"# T\n\n**{label}:** Count first.\n\nMore.\n\n**{label}:** Count first.\n"
    assert split_page(build_cram_sheet(deck.parse(text)))[1][1:-1] == [
        f"<h2>{group}</h2><ul><li>Count first.</li></ul>"
    ]


def test_a_callout_that_is_a_list_or_a_quote_becomes_one_line() -> None:
    text = "# T\n\n**Pitfall:**\n\n- One thing.\n- another;\n\n**Director soundbite:**\n\n> Count\n> first.\n"
    lines = split_page(build_cram_sheet(deck.parse(text)))[1]
    assert "<h2>Say</h2><ul><li>Count first.</li></ul>" in lines
    assert "<h2>Watch for</h2><ul><li>One thing; another</li></ul>" in lines


@pytest.mark.parametrize(
    ("language", "written"), [("pt-BR", "pt-BR"), ('"d<e"', "en"), ('"de, en"', "en"), ("en", "en")]
)
def test_a_language_that_is_none_is_english(language: str, written: str) -> None:
    read = deck.parse(f"---\ntitle: T\nlanguage: {language}\n---\n\nText.\n")
    assert f'<html lang="{written}">' in build_handbook(read).decode()


def test_a_page_without_a_title_says_what_it_is() -> None:
    read = deck.parse("Text.\n")
    assert split_page(build_handbook(read))[1] == [
        "<h1>Handbook</h1>",
        "<nav><h2>Contents</h2></nav>",
        "<p>Text.</p>",
    ]
    assert split_page(build_cram_sheet(read))[1] == ["<h1>Cram sheet</h1><main>", "</main>"]


def test_contents_and_headings_go_as_deep_as_the_sections() -> None:
    text = "### A {#a}\n\nx\n\n##### B {#b}\n\nx\n\n#### C {#c}\n\nx\n\n### D {#d}\n\nx\n"
    _, lines = split_page(build_handbook(deck.parse(text)))
    assert [line for line in lines if line.startswith(("<h2 ", "<h3", "<h4", "<h5", "<h6"))] == [
        '<h2 id="s0">A</h2>',
        '<h4 id="s1">B</h4>',
        '<h3 id="s2">C</h3>',
        '<h2 id="s3">D</h2>',
    ]
    opened = next(line for line in lines if line.startswith("<nav>"))
    assert re.sub(r"<a href=\"#s\d\">|</a>|</?nav>", "", opened) == (
        "<h2>Contents</h2><ol><li>A</li><ol><li>B</li><li>C</li></ol><li>D</li></ol>"
    )


def test_the_cram_sheet_takes_turns_and_ends_with_the_page() -> None:
    wide = "w" * CRAM_LETTERS
    groups = {"a": [f"{wide} {n}" for n in range(200)], "b": ["<b>x</b>" + wide[1:]], "c": []}
    fitted = _fit_page({"a": groups["a"], "b": groups["b"]})
    assert fitted["b"] == groups["b"]  # one row: tags do not count
    assert fitted["a"] == groups["a"][: (CRAM_ROWS - 2 * 2 - 1) // 2]
    assert _fit_page({"a": ["x" * CRAM_LETTERS * CRAM_LONGEST]}) != {}
    assert _fit_page({"a": ["x" * (CRAM_LETTERS * CRAM_LONGEST + 1)]}) == {}


def test_scripts_and_estimates_are_printed_and_an_incident_without_lessons_is_no_line_of_the_cram_sheet() -> None:
    text = """## Pools

**Estimate:** A service takes {rps: 200..2000 /s}. How many are busy?

**Answer:** {rps * 0.05} connections

### Incident: The calm

**00:05** – Nothing happens

**00:09** – Nothing again

## Spoken revision

### Part 1: Opening (4–5 minutes)

Threads must *fit*.
"""
    read = deck.parse(text)
    page = build_handbook(read).decode()
    assert "<h4>Part 1: Opening</h4><p>Threads must <em>fit</em>.</p>" in page
    assert (
        "A service takes rps = 200–2,000/s." in page
        and "rps * 0.05 connections" in page
        and "{" not in page.partition("<body>")[2]
    )
    assert "The calm" in page and "The calm" not in build_cram_sheet(read).decode()


@pytest.mark.parametrize(
    ("levels", "tags", "lists"),
    [
        ((2, 3, 2), "h2 h3 h2", "<ol>1<ol>2</ol>3</ol>"),
        ((3, 4, 5, 3), "h2 h3 h4 h2", "<ol>1<ol>2<ol>3</ol></ol>4</ol>"),
        ((2, 4, 2), "h2 h4 h2", "<ol>1<ol>2</ol>3</ol>"),
        ((2, 3, 4, 5, 6, 6), "h2 h3 h4 h5 h6 h6", "<ol>1<ol>2<ol>3<ol>4<ol>56</ol></ol></ol></ol></ol>"),
    ],
)
def test_contents_and_headings_stand_as_their_sections_do(levels: tuple[int, ...], tags: str, lists: str) -> None:
    text = "\n\n".join(f"{'#' * level} {number}\n\ntext" for number, level in enumerate(levels, start=1))
    page = build_handbook(deck.parse(text)).decode()
    assert " ".join(re.findall(r'<(h\d) id="s', page)) == tags
    contents = page.partition("<h2>Contents</h2>")[2].partition("</nav>")[0]
    assert re.sub(r"<(?!/?ol)[^>]*>", "", contents) == lists


def test_a_part_of_a_script_stands_below_its_own_heading_once() -> None:
    text = "## Spoken script: pay\n\n### Part 1: Money\n\nMoney moves.\n\n### Part 2: Time\n\nTime passes.\n\n## Next\n\nText.\n"
    _, lines = split_page(build_handbook(deck.parse(text)))
    assert lines[2:] == [
        '<h2 id="s0">Spoken script: pay</h2>',
        '<h3 id="s1">Part 1: Money</h3>',
        "<p>Money moves.</p>",
        '<h3 id="s2">Part 2: Time</h3>',
        "<p>Time passes.</p>",
        '<h2 id="s3">Next</h2>',
        "<p>Text.</p>",
    ]
