"""The languages the reader knows: told from a text, and used for labels, months and weekdays."""

from __future__ import annotations

import pytest

from deck.languages import (
    LANGUAGES,
    alternatives,
    detect_language,
    find_language,
    iter_labels,
    list_month_numbers,
    list_weekday_numbers,
)
from deck.languages.language import Language, split_words
from deck.parser import parse

SENTENCES = {
    "en": "The pool is empty, and that is what you see when it is not full.",
    "de": "Der Pool ist leer, und das ist nicht gut, wenn die Last mit der Zeit wächst.",
    "fr": "Le pool est vide, et ce n’est pas une bonne chose pour les clients qui attendent dans la file.",
    "es": "El grupo está vacío, y eso no es bueno para los clientes que esperan en la cola con una orden.",
    "pt": "O grupo está vazio, e isso não é bom para os clientes que esperam uma resposta com pressa.",
    "it": "Il gruppo è vuoto, e questo non è un bene per i clienti che sono nella coda con una richiesta.",
    "nl": "De groep is leeg, en dat is niet goed voor de klanten die het met een verzoek in een rij proberen.",
    "pl": "Pula jest pusta, a to nie jest dobre dla klientów, którzy się nie doczekali, bo to jest kolejka.",
    "tr": "Havuz boş ve bu iyi değil, çünkü bir bağlantı için bekleyen çok istek var ve bu ile ne yapılır.",
    "ja": "プールが空になると、リクエストは待たされます。",
    "zh": "连接池已经空了，请求必须等待。",
    "ar": "المجمع فارغ، وهذا ليس جيدا للعملاء.",
    "hi": "पूल खाली है और अनुरोध प्रतीक्षा करते हैं।",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_language_is_told_from_a_sentence(code: str) -> None:
    assert detect_language(SENTENCES[code]) == code


def test_every_language_is_tried() -> None:
    assert [language.code for language in LANGUAGES] == list(SENTENCES)


@pytest.mark.parametrize("text", ["", "x = 1", "der die", "Kafka Redis Postgres", "the and"])
def test_too_little_tells_nothing(text: str) -> None:
    assert detect_language(text) == ""


def test_code_and_addresses_tell_nothing() -> None:
    german = SENTENCES["de"]
    assert detect_language(f"```\n{german}\n```\n`{german}` {SENTENCES['en']}") == "en"
    assert detect_language(f"https://x.org/プールプールプールプール {SENTENCES['en']}") == "en"
    assert detect_language(f"{SENTENCES['en']} 日本 is Japan.") == "en"


def test_english_words_among_others_do_not_make_a_text_english() -> None:
    assert detect_language(f"{SENTENCES['de']} The pool is what it is, and that is that.") in {"", "en", "de"}
    assert detect_language(f"{SENTENCES['de'] * 3} The pool is empty.") == "de"
    assert detect_language(f"{SENTENCES['en'] * 3} Das ist nicht der Pool.") == "en"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("de", "German"),
        ("DE", "German"),
        ("pt-BR", "Portuguese"),
        ("zh_Hans", "Chinese"),
        ("xx", "English"),
        ("", "English"),
    ],
)
def test_a_code_names_a_language_with_or_without_its_region(code: str, name: str) -> None:
    assert find_language(code).name == name


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_table_is_whole(language: Language) -> None:
    assert len(language.months) == 12 and len(language.weekdays) == 7
    assert all(language.months) and all(language.weekdays)
    words = [*language.openers, *language.common, *(word for words in language.labels.values() for word in words)]
    assert words == [word.strip().lower() for word in words]
    assert {"question", "answer", "key points", "choices", "explanation"} <= set(language.labels)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_its_labels_are_read_in_a_deck(language: Language) -> None:
    question, answer = language.labels["question"][0].capitalize(), language.labels["answer"][0].capitalize()
    text = "".join(f"**{question}:** Alpha {name}?\n\n**{answer}:** Beta {name}.\n\n" for name in ("one", "two"))
    assert [(one.prompt, one.answer) for one in parse(text).questions] == [
        ("Alpha one?", "Beta one."),
        ("Alpha two?", "Beta two."),
    ]


def test_months_and_weekdays_have_their_numbers_in_all_languages() -> None:
    months, weekdays = list_month_numbers(), list_weekday_numbers()
    assert [months[name] for name in ("january", "märz", "août", "diciembre", "jun")] == [1, 3, 8, 12, 6]
    assert [weekdays[name] for name in ("monday", "dienstag", "mercredi", "domingo", "月曜日")] == [0, 1, 2, 6, 0]
    assert not any(name[0].isdigit() for name in months)


def test_single_letters_are_labels_in_english_alone() -> None:
    assert {"q", "question", "frage", "問"} <= set(iter_labels("question"))
    assert "f" not in set(iter_labels("question"))
    assert list(iter_labels("nothing")) == []


def test_of_alternatives_none_hides_another() -> None:
    assert alternatives(["a", "a.m.", "am", "a"]) == r"a\.m\.|am|a"
    assert split_words(" a b, c ,, d") == ("a b", "c", "d")
