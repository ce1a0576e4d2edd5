"""Where reading other notations begins and ends: how many signs it takes, and how far it looks. Both sides of each limit."""

from __future__ import annotations

import pytest

import deck
from deck.notations.questions import is_asked, is_question

FILLER = "The pool waits and nothing else happens here.\n"


def count_questions(text: str) -> int:
    return len(deck.parse(text).questions)


def write_lines(count: int) -> str:
    return FILLER * count


def write_headings(asking: int, others: int, *, title: str = "Pools", level: str = "##") -> str:
    """Return a document with headings that ask and others that do not, in turn as far as there are both."""
    headings = [f"{level} Why does pool {n} wait?" for n in range(asking)]
    headings[1:1] = [f"{level} Pool {n} alone" for n in range(others)]
    return f"# {title}\n\n" + "\n\n".join(f"{heading}\n\n{FILLER}" for heading in headings)


@pytest.mark.parametrize(
    ("title", "asking", "others", "read"),
    [
        ("Pools", 3, 0, 3),
        ("Pools", 2, 0, 0),
        ("Pools", 3, 3, 3),  # half of them
        ("Pools", 3, 4, 0),
        ("Interview questions", 2, 0, 2),
        ("Interview questions", 1, 1, 0),
        ("Interview questions", 2, 3, 2),  # two fifths
        ("Interview questions", 2, 4, 0),
    ],
)
def test_how_many_headings_must_ask(title: str, asking: int, others: int, read: int) -> None:
    assert count_questions(write_headings(asking, others, title=title)) == read


@pytest.mark.parametrize(
    ("chapter", "asking", "others", "read"),
    [
        ("Doubts", 3, 1, 3),  # three quarters of one chapter
        ("Doubts", 3, 2, 0),
        ("Doubts", 2, 0, 0),
        ("FAQ", 2, 3, 2),
        ("FAQ", 2, 4, 0),
    ],
)
def test_how_many_headings_of_one_chapter_must_ask(chapter: str, asking: int, others: int, read: int) -> None:
    rest = "".join(f"## Part {n}\n\n{FILLER}\n" for n in range(12))
    inner = write_headings(asking, others, level="###").split("\n", 2)[2]
    assert count_questions(f"# Pools\n\n{rest}## {chapter}\n\n{inner}") == read


@pytest.mark.parametrize(
    ("above", "answer_lines", "read"),
    [("", 120, 1), ("", 121, 0), ("", 0, 0), ("\n" * 19, 3, 1), ("\n" * 20, 3, 0), (FILLER + "\n", 3, 0)],
)
def test_a_document_with_one_heading_that_asks_is_one_question(above: str, answer_lines: int, read: int) -> None:
    assert count_questions(f"{above}# Why does the pool wait?\n\n{write_lines(answer_lines)}") == read


@pytest.mark.parametrize(("lines", "read"), [(37, 1), (38, 0)])
def test_how_far_below_its_options_an_answer_is_looked_for(lines: int, read: int) -> None:
    text = f"# Pools\n\nWhich one waits\n\nA) pool\nB) queue\n\n{write_lines(lines)}\nAnswer: B\n"
    assert len([question for question in deck.parse(text).questions if question.choices]) == read


@pytest.mark.parametrize(("options", "right"), [(2, "B"), (8, "H")])
def test_how_many_options_a_question_has(options: int, right: str) -> None:
    def ask(letters: str) -> str:
        lines = "\n".join(f"{letter}) pool {number}" for number, letter in enumerate(letters))
        return f"# Pools\n\nWhich pool waits?\n\n{lines}\n\nAnswer: {right}\n"

    (question,) = deck.parse(ask("ABCDEFGH"[:options])).questions
    assert [choice.right for choice in question.choices] == [*[False] * (options - 1), True]
    assert not any(question.choices for question in deck.parse(ask("A")).questions)


@pytest.mark.parametrize(
    ("options", "ticked", "read"), [(2, 1, 1), (8, 1, 1), (9, 1, 0), (4, 3, 1), (5, 4, 0), (3, 3, 0)]
)
def test_how_many_bullets_may_be_ticked(options: int, ticked: int, read: int) -> None:
    bullets = "\n".join(f"- pool {number}{' ✅' if number < ticked else ''}" for number in range(options))
    found = deck.parse(f"# Pools\n\nWhich pool waits?\n\n{bullets}\n").questions
    assert len([question for question in found if question.choices]) == read


@pytest.mark.parametrize(("lines", "read"), [(28, 1), (29, 0)])
def test_how_long_the_first_option_may_be(lines: int, read: int) -> None:
    more = "and it goes on\n" * lines
    found = deck.parse(f"# Pools\n\nWhich pool waits?\n\nA) pool\n{more}B) queue\n\nAnswer: B\n").questions
    assert len([question for question in found if question.choices]) == read


@pytest.mark.parametrize(("lines", "read"), [(199, 1), (200, 0)])
def test_how_long_a_card_between_start_and_end_may_be(lines: int, read: int) -> None:
    parsed = deck.parse(f"# Pools\n\nSTART\nBasic\nWhy wait?\nBack: so.\n{write_lines(lines - 4)}END\n")
    assert len(parsed.questions) == read
    assert [problem.line for problem in parsed.problems if problem.code == "card-unclosed"] == ([] if read else [3])


@pytest.mark.parametrize(("lines", "answer_lines"), [(198, 198), (250, 199)])
def test_a_tagged_card_takes_two_hundred_lines_at_most(lines: int, answer_lines: int) -> None:
    text = "# Pools\n\n- Why does the pool wait? #card\n" + f"  {FILLER}" * lines
    (question,) = deck.parse(text).questions
    assert question.answer.count("The pool waits") == answer_lines


@pytest.mark.parametrize(("lines", "read"), [(57, 1), (58, 0)])
def test_how_far_above_a_hidden_answer_its_question_is_looked_for(lines: int, read: int) -> None:
    hidden = "<details><summary>Answer</summary>\n\nIt is small.\n\n</details>\n"
    assert count_questions(f"# Pools\n\nWhy does the pool wait?\n\n{write_lines(lines)}\n{hidden}") == read


@pytest.mark.parametrize(("lines", "prompt"), [(5, True), (6, False)])
def test_how_long_a_paragraph_that_asks_may_be(lines: int, prompt: bool) -> None:
    hidden = "<details><summary>Answer</summary>\n\nIt is small.\n\n</details>\n"
    asked = "The pool waits,\n" * lines + "and why is that?\n"
    found = deck.parse(f"# Pools\n\n{asked}\n{hidden}").questions
    assert any(question.prompt.endswith("and why is that?") for question in found) is prompt


@pytest.mark.parametrize(("depth", "problems"), [(12, 0), (13, 2)])
def test_how_deep_blocks_are_read(depth: int, problems: int) -> None:
    blocks = "".join(f"<details><summary>Why does pool {level} wait?</summary>\n\n" for level in range(depth))
    parsed = deck.parse(f"# T\n\n{blocks}It is small.\n\n" + "</details>\n" * depth)
    assert "**Why does pool 11 wait?**" in parsed.questions[0].answer
    assert len([problem for problem in parsed.problems if problem.code == "details-unclosed"]) == problems


@pytest.mark.parametrize(
    ("questions", "answers", "read"), [(1, 1, 1), (1, 0, 0), (2, 0, 2)], ids=["a pair", "one alone", "two alone"]
)
def test_how_many_labelled_lines_are_believed(questions: int, answers: int, read: int) -> None:
    lines = [f"Q: the pool of {n}" + ("\nA: it waits" if n < answers else "") for n in range(questions)]
    assert count_questions("# Pools\n\n" + "\n\n".join(lines) + "\n") == read


@pytest.mark.parametrize(("cells", "asking", "read"), [(5, 3, 5), (5, 2, 0), (1, 1, 0), (2, 2, 2)])
def test_how_many_cells_of_a_column_must_ask(cells: int, asking: int, read: int) -> None:
    rows = [f"| {'Why wait' if n < asking else 'Pool'} {n}{'?' if n < asking else ''} | so |" for n in range(cells)]
    assert count_questions("# Pools\n\n| a | b |\n|---|---|\n" + "\n".join(rows) + "\n") == read


@pytest.mark.parametrize(
    ("title", "asking", "others", "read"),
    [
        ("Pools", 3, 0, 3),
        ("Pools", 2, 0, 0),
        ("Pools", 3, 3, 3),
        ("Pools", 3, 4, 0),
        ("Interview questions", 2, 0, 2),
    ],
)
def test_how_many_bold_paragraphs_must_ask(title: str, asking: int, others: int, read: int) -> None:
    bold = [f"**Why does pool {n} wait?**\n\n{FILLER}" for n in range(asking)]
    bold += [f"**Pool {n} alone**\n\n{FILLER}" for n in range(others)]
    assert count_questions(f"# {title}\n\n" + "\n".join(bold)) == read


@pytest.mark.parametrize(
    ("title", "asking", "others", "read"),
    [("Pools", 3, 2, 3), ("Pools", 3, 3, 0), ("Pools", 2, 0, 0), ("Interview questions", 3, 3, 3)],
)
def test_how_many_items_of_a_list_must_ask(title: str, asking: int, others: int, read: int) -> None:
    items = [f"- Why does pool {n} wait?" for n in range(asking)] + [f"- pool {n}" for n in range(others)]
    assert count_questions(f"# {title}\n\n" + "\n".join(items) + "\n") == read


@pytest.mark.parametrize(
    ("title", "others", "read"),
    [("Pools", 5, 3), ("Pools", 6, 0), ("Interview questions", 12, 3), ("Interview questions", 13, 0)],
)
def test_how_many_plain_paragraphs_must_ask(title: str, others: int, read: int) -> None:
    paragraphs = [f"Why does pool {n} wait?\n" for n in range(3)]
    # A question takes the text below it as its answer; what stands above the first one stays plain.
    text = "\n".join([FILLER] * others + paragraphs)
    assert count_questions(f"# {title}\n\n{text}") == read


@pytest.mark.parametrize(("length", "asks"), [(400, True), (401, False)])
def test_how_long_a_question_may_be(length: int, asks: bool) -> None:
    words = f"why {'w' * (length - 5)}?"
    assert (is_question(words), is_asked(words)) == (asks, asks)


@pytest.mark.parametrize(("length", "read"), [(4_000, 1), (60_000, 0)])
def test_a_text_without_line_ends_is_not_looked_through(length: int, read: int) -> None:
    assert count_questions("# T\n\nQ: Why?\nA: So.\n\n" + "word " * (length // 5)) == read


@pytest.mark.parametrize(("depth", "nested"), [(6, True), (7, False)])
def test_how_deep_a_callout_is_read(depth: int, nested: bool) -> None:
    lines = [f"{'> ' * level}[!question] Why does pool {level} wait?" for level in range(1, depth + 1)]
    (question, *_) = deck.parse("# T\n\n" + "\n".join([*lines, f"{'> ' * depth}so"]) + "\n").questions
    assert (f"**Why does pool {depth} wait?**" in question.answer) is nested


@pytest.mark.parametrize(("lines", "read"), [(1_998, 1), (1_999, 0)])
def test_how_long_a_container_may_be(lines: int, read: int) -> None:
    inside = "a\n" * lines
    assert count_questions(f"# T\n\n:::question Why does the pool wait?\n{inside}:::\n") == read
