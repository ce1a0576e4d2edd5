"""Each repair: what it mends, what it tells, and what it leaves alone."""

from __future__ import annotations

import pytest

import deck
from deck.markdown.source import Source
from deck.repair import REPAIRS, repair_source


def run(text: str) -> Source:
    source = Source.from_text(text)
    repair_source(source)
    return source


def codes(source: Source) -> list[tuple[int, str]]:
    return [(p.line, p.code) for p in source.problems]


SWALLOWS = """```java
report(results);

**Counter-questions:**
- *“How do you bound it?”*
  → testing bulkheads
```

---

### Next
"""

SPLIT = """```java
public Runnable wrap(Runnable r) {
  return () -> {
    try { r.run(); } finally { MDC.clear(); }

**Counter-questions:**
- *“And then?”*
  → testing cleanup
  };
}
```

After.
"""


def test_a_fence_closed_too_late_is_closed_where_its_code_ends() -> None:
    source = run(SWALLOWS)
    assert source.text.split("\n")[:3] == ["```java", "report(results);", "```"]
    assert codes(source) == [(1, "fence-swallows")]
    assert source.origin[2] == 7  # the closing line has moved


def test_code_that_was_torn_apart_is_whole_again() -> None:
    read = deck.parse(SPLIT)
    (code,) = read.code
    assert code.source.split("\n") == [
        "public Runnable wrap(Runnable r) {",
        "  return () -> {",
        "    try { r.run(); } finally { MDC.clear(); }",
        "  };",
        "}",
    ]
    assert [c.tests for c in read.counter_questions] == ["cleanup"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```java\nint x;\n", ["```java", "int x;", "```", ""]),
        ("```java\nint x;\n\n## Next\n\ntext", ["```java", "int x;", "```", "", "## Next", "", "text"]),
        ("```java\nint x;\n\n```python\ny = 1\n```", ["```java", "int x;", "```", "", "```python", "y = 1", "```"]),
        (
            "```java\nint x;\n\n**Question:** Why?\n\n```\na --> b\nc --> d\n```",
            ["```java", "int x;", "```", "", "**Question:** Why?", "", "```", "a --> b", "c --> d", "```"],
        ),
        ("~~~\nplain\n", ["~~~", "plain", "~~~", ""]),
    ],
)
def test_fences_never_closed(text: str, expected: list[str]) -> None:
    source = run(text)
    assert [line for line in source.lines if line] == [line for line in expected if line]
    assert [code for _, code in codes(source)] == ["fence-unclosed"]


@pytest.mark.parametrize(
    "text",
    [
        "```markdown\n## Title\n\n**Question:** x\n```",
        "```python\n# comment\n\n## Section\nx = 1\n```",
        "```yaml\na: 1\n---\nb: 2\n```",
        "````markdown\n```java\nx;\n```\n````",
        "```text\nsome\n\nwords\n```",
        "```c\n#define X 1\n```",
        "```sql\nSELECT 1; -- **bold**\n```",
    ],
)
def test_healthy_fences_are_left_alone(text: str) -> None:
    source = run(text)
    assert source.text == text
    assert source.problems == []


def test_entities_in_code() -> None:
    source = run("```java\nMap&lt;String, List&lt;X&gt;&gt; m; // a &amp;&amp; b\n```")
    assert source.lines[1] == "Map<String, List<X>> m; // a && b"
    assert codes(source) == [(2, "entities-in-code")]


@pytest.mark.parametrize(
    "text",
    ["```html\n&lt;b&gt;\n```", '```java\nif (a < b) out("&lt;");\n```', "Text with &lt; outside of code"],
)
def test_entities_that_are_meant_stay(text: str) -> None:
    assert run(text).text == text


def test_typographic_hyphens_and_spaces_in_labels_and_headings() -> None:
    source = run("## Two\u2011level cache\n\n**Counter\u2011questions\u00a0they ask:**\n\nwell\u2011known text\n")
    assert source.lines[0] == "## Two-level cache"
    assert source.lines[2] == "**Counter-questions they ask:**"
    assert source.lines[4] == "well\u2011known text"
    assert codes(source) == [(1, "typographic-hyphens")]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## 1. Title", "Title"),
        ("## 1) Title", "Title"),
        ("## 3. 3) Title {#id}", "Title"),
        ("## 🎙️ 1. Title", "Title"),
        ("## 1.2.3 Title", "Title"),
        ("## 🔍 Title 🚀", "Title"),
        ("## 1️⃣ Title", "Title"),
        ("## 2024 in review", "2024 in review"),
        ("## 99.99 % is a promise", "99.99 % is a promise"),
        ("## C# and C++", "C# and C++"),
        ("## 3 ways to fail", "3 ways to fail"),
    ],
)
def test_numbers_and_emoji_in_headings_are_decoration(heading: str, title: str) -> None:
    (section,) = deck.parse(heading + "\n\ntext").sections
    assert section.title == title


REPEATED = """# Deck

## A

One paragraph.

```text
code
```

## B

Other.

## A

One paragraph.
"""


def test_a_section_that_stands_twice_is_kept_once() -> None:
    read = deck.parse(REPEATED)
    assert [s.title for s in read.sections] == ["A", "B"]
    (problem,) = read.problems
    assert (problem.line, problem.code, problem.lines) == (15, "section-repeated", (15, 17))
    assert "line 3" in problem.remedy


def test_a_section_that_says_something_else_is_kept() -> None:
    read = deck.parse(REPEATED.replace("One paragraph.\n", "Two.\n", 1))
    assert [s.title for s in read.sections] == ["A", "B", "A"]
    assert [(p.line, p.code) for p in read.problems] == [(15, "heading-repeated")]


def test_the_same_heading_under_other_parents_is_no_repetition() -> None:
    read = deck.parse("## A\n\n### Rules\n\nOne.\n\n## B\n\n### Rules\n\nTwo.\n")
    assert read.problems == ()


CONTENTS = (
    "# T\n\n## Table of Contents\n\n- [One](#one)\n- [Two](#gone)\n- [Three](#three)\n\n## One\n\na\n\n## Three\n\nb\n"
)


def test_a_broken_table_of_contents() -> None:
    read = deck.parse(CONTENTS)
    assert [s.title for s in read.sections] == ["One", "Three"]
    (problem,) = read.problems
    assert (problem.line, problem.severity, problem.code) == (3, "warning", "contents")
    assert problem.lines == (3, 5, 6, 7)
    assert "1 of them lead nowhere" in problem.message


def test_a_list_of_links_in_the_middle_is_no_table_of_contents() -> None:
    text = "## A\n\na\n\n## B\n\nSee also:\n\n- [A](#a)\n- [B](#b)\n- [A again](#a)\n"
    assert deck.parse(text).problems == ()


@pytest.mark.parametrize(
    "line",
    [
        "[Original content of the file continues here...]",
        "[... rest of the document unchanged ...]",
        "(remaining sections omitted …)",
        "<!-- existing code stays -->",
        "[truncated]",
        "# End of Document",
    ],
)
def test_leftovers_of_tools(line: str) -> None:
    read = deck.parse(f"# T\n\ntext\n\n{line}\n")
    assert [(p.line, p.code, p.lines) for p in read.problems] == [(5, "leftover", (5,))]
    assert "text" in read.blocks[0].markdown  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "line", ["[a link](x) that continues here", "- [ ] the rest is omitted", "The rest of the text is unchanged."]
)
def test_sentences_are_no_leftovers(line: str) -> None:
    assert deck.parse(f"text\n\n{line}\n").problems == ()


def test_control_characters() -> None:
    read = deck.parse("a\x00b\n\x1b[31mred\n\ud800\nzero\u200bwidth and \u202eright\n")
    assert [(p.line, p.code) for p in read.problems] == [(1, "control-characters")]
    assert "lines 1-3" in read.problems[0].message
    assert "\u202e" in read.text


def test_repairs_settle(source_text: str) -> None:
    once = run(source_text)
    twice = run(once.text)
    assert twice.text == once.text


def test_every_repair_has_its_file_and_name() -> None:
    assert [name for name, _ in REPAIRS] == [step.__module__.rsplit(".", 1)[1] for _, step in REPAIRS]
