"""The whole CSV file: Anki's headers, the columns in their order, and what each kind of question fills of them."""

from __future__ import annotations

import csv as reader
import io

import deck
from exchange.export import csv
from exchange.export.anki import make_guid
from tests.exchange.export.pages import TEXT


def test_headers_are_those_anki_reads() -> None:
    lines = csv.build_csv(deck.parse(TEXT), "pools").decode().split("\n")
    assert lines[:7] == [
        "#separator:Comma",
        "#html:true",
        "#guid column:8",
        "#tags column:9",
        "#notetype:Basic",
        "#deck:Pools &amp; &lt;queues&gt;",
        "#columns:Front,Back,Id,Plain words,Key points,Tests,Topic,GUID,Tags",
    ]
    assert lines[7].startswith('"<p>Why wait?</p>","<p>')


def test_each_row_has_all_of_its_note() -> None:
    text = csv.build_csv(deck.parse(TEXT), "pools").decode().partition("Tags\n")[2]
    rows = {row[2]: row for row in reader.reader(io.StringIO(text))}
    assert list(rows) == ["q-wait", "cq-twice", "cq-half", "q-which", "story"]
    wait = rows["q-wait"]
    assert wait[0] == "<p>Why wait?</p>" and "<em>are</em> busy." in wait[1] and "it is only full" in wait[1]
    points = "<ul><li>threads outnumber connections</li><li>order</li></ul>"
    assert wait[3:7] == ["<p>Like a door.</p>", points, "", "Pools"]
    assert wait[7:] == [make_guid("pools", "q-wait"), "payments two-words topic::pools kind::recall"]
    assert rows["cq-twice"][1:] == [
        "<p>The same.</p>",
        "cq-twice",
        "",
        "",
        "the limit",
        "Pools",
        make_guid("pools", "cq-twice"),
        "payments two-words topic::pools kind::counter-question",
    ]
    assert rows["q-which"][6] == "Deep" and rows["q-which"][8] == "payments two-words topic::pools::deep kind::choice"


def test_a_deck_without_a_title_has_its_name_and_no_colons_that_would_nest_it() -> None:
    question = "**Question:** Why?\n\n**Answer:** So.\n"
    assert "\n#deck:pools\n" in csv.build_csv(deck.parse(question), "pools").decode()
    assert "\n#deck:A:B c\n" in csv.build_csv(deck.parse(f"# A::B  c\n\n{question}"), "pools").decode()
