"""Boxes and arrows read from a deck's diagrams, and the score of what was drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deck import parse
from quiz.diagrams.ascii_art import read_ascii_art
from quiz.diagrams.drawing import list_drawings, name_box, score_drawing
from quiz.diagrams.graph import Arrow, is_drawable, list_diagrams, make_graph
from quiz.diagrams.mermaid import read_mermaid


def arrows(graph) -> list[str]:
    return [arrow.describe() for arrow in graph.arrows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A --> B", ["A → B"]),
        ("A[Client] -->|POST| B[(Store)]", ["Client → Store (POST)"]),
        ('A["Client<br/>app"] --> B{{Queue}}', ["Client app → Queue"]),
        ("A --> B --> C", ["A → B", "B → C"]),
        ("A & B --> C & D", ["A → C", "A → D", "B → C", "B → D"]),
        ("A -- two words --> B", ["A → B (two words)"]),
        ("A -. maybe .-> B", ["A → B (maybe)"]),
        ("A == sure ==> B", ["A → B (sure)"]),
        ("A -.-> B", ["A → B"]),
        ("A --- B", ["A – B"]),
        ("A <--> B", ["A → B", "B → A"]),
        ("A ---> B:::hot --> C", ["A → B", "B → C"]),
        ("order-service --> stock.db", ["order-service → stock.db"]),
        ("A --> B; B --> C", ["A → B", "B → C"]),
        ("A --> B %% a comment --> C", ["A → B"]),
        ("A([Start]) --> B[/Input/] --> C((Round))", ["Start → Input", "Input → Round"]),
        ("A --x B", ["A → B"]),
    ],
)
def test_a_line_of_a_flow_chart(line: str, expected: list[str]) -> None:
    for head in ("flowchart LR", "graph TD", "%% note\nflowchart TB\n  subgraph one [Group]\n  direction LR"):
        assert arrows(read_mermaid(f"{head}\n  {line}\n  style A fill:#fff\n  classDef hot fill:#f00")) == expected


def test_a_sequence_diagram() -> None:
    graph = read_mermaid(
        "sequenceDiagram\n  autonumber\n  participant A as Payer's bank\n  actor B\n  A->>+B: pacs.008\n  B-->>-A: pacs.002\n"
        "  loop every minute\n  A-)B: ask\n  end\n  Note over A: late\n  A->C: plain"
    )
    assert graph.boxes == ("Payer's bank", "B", "C")
    assert arrows(graph) == [
        "Payer's bank → B (pacs.008)",
        "B → Payer's bank (pacs.002)",
        "Payer's bank → B (ask)",
        "Payer's bank → C (plain)",
    ]


def test_other_kinds_of_mermaid_have_no_graph() -> None:
    assert read_mermaid('pie\n  "a": 3') is None
    assert read_mermaid("") is None


def test_a_drawing_of_characters() -> None:
    graph = read_ascii_art(
        """
+--------+  read   +-------+
| Client | ------> | Cache |
| (app)  |         |       |
+--------+         +---+---+
                       | miss
                       v
               ┌───────────────┐      ┌─────────┐
               │   Database    │ ◄──► │ Replica │
               └───────┬───────┘      └─────────┘
                       │
                 change capture
                       │
                  ┌────▼────┐
                  │   Log   │
                  └─────────┘
"""
    )
    assert graph.boxes == ("Client (app)", "Cache", "Database", "Replica", "Log")
    assert arrows(graph) == [
        "Client (app) → Cache",
        "Database → Replica",
        "Cache → Database (miss)",
        "Database → Log (change capture)",
    ]
    assert read_ascii_art("request |--- tx ---|\nOSIV on |====|") is None


def test_sides_that_are_off_by_a_column_close_a_box_all_the_same() -> None:
    graph = read_ascii_art(
        "+----------+           +-------+\n| Producer | --write--> | Topic |\n|          |           |       |\n"
        "+----------+           +-------+\n"
    )
    assert arrows(graph) == ["Producer → Topic (write)"]


@given(st.text(alphabet="+-|│┌┐└┘─<>v^ ab\n", max_size=300))
def test_no_drawing_raises(source: str) -> None:
    graph = read_ascii_art(source)
    assert graph is None or all(a.source in graph.boxes and a.target in graph.boxes for a in graph.arrows)


@given(st.text(alphabet='AB[](){}<>-=.|&;" xo\n', max_size=200))
def test_no_mermaid_raises(source: str) -> None:
    graph = read_mermaid(f"flowchart LR\n{source}")
    assert graph is not None
    assert all(a.source in graph.boxes and a.target in graph.boxes for a in graph.arrows)


def test_the_drawings_of_a_deck_and_their_score() -> None:
    deck = parse(
        b'## Flow {#flow}\n\n```mermaid\nflowchart LR\n  A --> B --> C\n```\n\n```mermaid\npie\n  "a": 1\n```\n\n'
        b"**Question:** How? {#q}\n\n**Answer:** So:\n\n```mermaid\nflowchart LR\n  X --> Y\n```\n"
    )
    first, second = list_drawings(deck)
    assert (first.id, first.title) == ("flow-1", "Flow")
    assert second.graph.boxes == ("X", "Y")
    score = score_drawing(first.graph, {name_box("A"), "A → B", "gone"})
    assert (score.boxes, score.all_boxes, score.arrows, score.all_arrows) == (1, 3, 1, 2)
    assert score.share == 0.4


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("-->", ["A → B"]),
        ("<--", ["B → A"]),
        ("<->", ["A → B"]),
        ("---", ["A – B"]),
        ("-x->", ["A → B (x)"]),
    ],
)
def test_the_head_of_a_drawn_line_tells_where_it_leads(line: str, expected: list[str]) -> None:
    bar = " " * len(line)
    graph = read_ascii_art(f"+---+{bar}+---+\n| A |{line}| B |\n+---+{bar}+---+\n")
    assert arrows(graph) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["|", "v"], ["A → B"]),
        (["^", "|"], ["B → A"]),
        (["|", "|"], ["A – B"]),
        (["^", "v"], ["A → B"]),
        (["| sends", "v"], ["A → B (sends)"]),
    ],
)
def test_a_line_goes_down_or_up(lines: list[str], expected: list[str]) -> None:
    middle = "\n".join(f"  {line}" for line in lines)
    assert arrows(read_ascii_art(f"+---+\n| A |\n+---+\n{middle}\n+---+\n| B |\n+---+\n")) == expected


def test_a_box_around_others_is_their_group() -> None:
    graph = read_ascii_art(
        """
+-----------------------+
|  +---+       +---+    |
|  | A | ----> | B |    |
|  +---+       +---+    |
+-----------------------+
"""
    )
    assert graph.boxes == ("A", "B")


def test_one_box_is_no_drawing() -> None:
    assert read_ascii_art("+---+\n| A |\n+---+\n") is None


def test_as_much_as_can_be_checked_can_be_drawn() -> None:
    def draw(boxes: int, count: int) -> bool:
        return is_drawable(
            make_graph([f"b{n}" for n in range(boxes)], [Arrow("b0", "b1", str(n)) for n in range(count)])
        )

    assert [draw(2, 1), draw(2, 60)] == [True, True]
    assert [draw(1, 1), draw(2, 0), draw(2, 61)] == [False, False, False]
    twice = make_graph(["a", "b", "a"], [Arrow("a", "b"), Arrow("a", "b"), Arrow("a", "b", "again")])
    assert (twice.boxes, len(twice.arrows)) == (("a", "b"), 2)


def test_words_in_the_middle_of_a_line_are_its_label_up_to_four_rows() -> None:
    def draw(rows: int) -> list[str]:
        words = "\n".join((" one two", " three x", " four yy", " nine zz", " then ww")[:rows])
        return arrows(
            read_ascii_art(f"+-----+\n|  A  |\n+-----+\n   |\n{words}\n   |\n   v\n+-----+\n|  B  |\n+-----+\n")
        )

    assert draw(4) == ["A → B (one two three x four yy nine zz)"]
    assert draw(5) == []


def test_a_drawing_is_named_by_its_section_and_keeps_its_number_there() -> None:
    flow = "```mermaid\nflowchart LR\n  {0} --> B\n```\n\n"
    pie = '```mermaid\npie\n  "a": 1\n```\n\n'
    alone = "```mermaid\nflowchart LR\n  A\n```\n\n"
    last = "## Last {#last}\n\n**Question:** How?\n\n**Answer:** So:\n\n"
    text = "## Flow {#flow}\n\n" + flow.format("A") + pie + alone + "**Diagram to draw:**\n\n" + flow.format("C") + last
    deck = parse(text + flow.format("E"))
    drawings = list_drawings(deck)
    assert [drawing.graph.boxes[0] for drawing in drawings] == ["A", "C", "E"]
    assert [(drawing.id, drawing.title) for drawing in drawings[:2]] == [("flow-1", "Flow"), ("flow-4", "Flow")]
    lines = [diagram.line for diagram in list_diagrams(deck)]
    assert lines == sorted(lines)
    assert list_drawings(deck) is drawings


def test_a_box_and_an_arrow_of_one_name_are_ticked_apart() -> None:
    graph = make_graph(["A", "A → B", "B"], [Arrow("A", "B")])
    assert (score_drawing(graph, {"A → B"}).boxes, score_drawing(graph, {"A → B"}).arrows) == (0, 1)
    assert (score_drawing(graph, {name_box("A → B")}).boxes, score_drawing(graph, {name_box("A → B")}).arrows) == (1, 0)
    assert score_drawing(make_graph([], []), set()).share == 0.0


def test_names_and_labels_of_mermaid() -> None:
    graph = read_mermaid(
        "sequenceDiagram\n  participant P as Payer<br/>bank\n  P->>Q: ask\n  create actor R\n  Q-->>R: tell"
    )
    assert graph.boxes == ("Payer bank", "Q", "R")
    assert arrows(read_mermaid("sequenceDiagram\n  A--B: tied")) == ["A – B (tied)"]
    labelled = read_mermaid("flowchart LR\n  A --> B\n  A[Client] --> C[]")
    assert labelled.boxes == ("Client", "B", "C")
