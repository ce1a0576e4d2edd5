"""Lists that grow are drawn in parts, and searched by name."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def _draw(count: int) -> AppTest:
    def page(count: int) -> None:
        import streamlit as st

        from ui.deck_text import pager

        names = [f"Person {number:04}" for number in range(count)]
        for name in pager.search(names, 50, "people", "people", lambda one: one):
            st.markdown(name)

    return AppTest.from_function(page, kwargs={"count": count}, default_timeout=30).run()


@pytest.mark.parametrize("count", [0, 1, 50])
def test_a_few_are_drawn_as_they_are(count: int) -> None:
    page = _draw(count)
    assert len(page.markdown) == count
    assert not page.text_input and not page.selectbox


def test_many_are_reached_by_part_and_by_name() -> None:
    page = _draw(5000)
    assert [len(page.markdown), page.markdown[0].value, len(page.selectbox[0].options)] == [50, "Person 0000", 100]
    page.selectbox[0].select_index(99).run()
    assert page.markdown[-1].value == "Person 4999"
    page.text_input[0].input("person 004").run()
    assert [line.value for line in page.markdown] == [f"Person {number:04}" for number in range(40, 50)]
    page.text_input[0].input("nobody").run()
    assert not page.markdown and "Nothing has that name" in page.caption[0].value
