"""Which section a short name means."""

from __future__ import annotations

import pytest

from deck.markdown.section_lookup import find_named_section, list_title_words
from deck.model import Section

SECTIONS = [
    Section("web", "Web Server Choice: Tomcat vs Jetty", 2, 1),
    Section("pools", "Thread Pools", 2, 5),
    Section("db", "Databases", 2, 9),
    Section("db-pools", "Connection Pools and their Policies", 3, 12, parent="db"),
    Section("counter", "Counter-questions", 2, 20),
]


def find_in_child(label: str) -> str:
    nested = [
        Section("one", "Lock tables", 2, 1),
        Section("two", "Locks", 2, 3),
        Section("three", "Follow-ups", 3, 5, parent="two"),
    ]
    places = {"lock": [0, 1], "table": [0], "follow": [2], "up": [2]}
    return find_named_section(label, nested, places, "three", ())


def test_the_section_above_the_label_is_never_meant() -> None:
    assert find_in_child("Locks") == "one"


def find(label: str, *, home: str = "counter", asked: tuple[str, ...] = ()) -> str:
    places: dict[str, list[int]] = {}
    for place, section in enumerate(SECTIONS):
        for word in list_title_words(section.title):
            places.setdefault(word, []).append(place)
    return find_named_section(label, SECTIONS, places, home, asked)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Tomcat vs Netty", "web"),
        ("thread pool", "pools"),
        ("pool", "pools"),
        ("Policy of connections", "db-pools"),
        ("the and of", ""),
        ("sailing boats", ""),
        ("a server of its own kind", ""),
        ("Counter-questions", ""),
    ],
)
def test_a_name_means_the_section_that_has_most_of_its_words(label: str, expected: str) -> None:
    assert find(label) == expected


def test_among_equals_the_one_with_a_question_of_its_own_comes_first() -> None:
    assert find("pool", asked=("db-pools",)) == "db-pools"


def test_words_that_say_nothing_and_plurals_do_not_count() -> None:
    assert list_title_words("The Policies of Bus vs Class and tools") == {"policy", "bus", "class"}
    assert list_title_words("Pools") == list_title_words("pool")
