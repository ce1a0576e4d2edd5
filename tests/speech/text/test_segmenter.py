"""Where a text is cut into sentences, and where not."""

from __future__ import annotations

import pytest

from speech.text.segmenter import MAX_CHARACTERS, MAX_STRETCH, split_sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Wait 5 s.", "It helps.", "And then?", "Stop!", "Go on."]),
        ("en", ["It is est. in May.", "No. 5 fits.", "The no. is 5."]),
        ("en", ["See fig. 3 there.", "It takes approx. an hour, incl. Sunday.", "Use cf. Smith vs. Jones."]),
        ("en", ["It ends at 5:30 p.m. ET today.", "It ends at 5:30 p.m.", "It begins again."]),
        ("en", ["3! = 6 holds.", "So 5! is 120."]),
        ("en", ["SELECT ... FOR UPDATE locks.", "Then it waits."]),
        ("en", ["Call p.id here.", "Read /users?limit=10 there."]),
        ("en", ["a) one thing.", "b) two things."]),
        ("de", ["Sie sagt z.B. dies.", "Und das."]),
        ("de-AT", ["Das ist z.B. so.", "Und das."]),
        ("es-MX", ["¿Qué?", "Nada."]),
        ("xx", ["One.", "Two."]),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(language: str, sentences: list[str]) -> None:
    assert split_sentences("  " + "\n ".join(sentences), language) == tuple(sentences)


def test_a_long_sentence_is_cut_at_its_last_comma_else_at_a_space_else_anywhere() -> None:
    clauses = split_sentences("one clause more, " * 30)
    assert [len(piece) for piece in clauses] == [305, 203]
    assert all(piece.endswith(",") for piece in clauses)
    words = split_sentences("seven words " * 40)
    assert [len(piece) for piece in words] == [317, 161]
    early = split_sentences("first, " + "word " * 80)  # a comma in the first half would leave too little
    assert len(early[0]) > 300
    assert [len(piece) for piece in split_sentences("x" * 700)] == [320, 320, 60]
    assert split_sentences("x" * MAX_CHARACTERS) == ("x" * MAX_CHARACTERS,)


def test_a_long_text_is_cut_into_the_same_sentences_as_a_short_one() -> None:
    sentence = "It waits for a connection that nobody returns."
    text = " ".join([sentence] * 100)
    assert len(text) > 2 * MAX_STRETCH and split_sentences(text) == (sentence,) * 100
