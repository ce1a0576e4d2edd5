"""What browser tabs stand at."""

from __future__ import annotations

from store.connection import Connection
from store.tables.learners import open_tabs
from tests.store.rows import add_learner


def test_a_tab_is_its_learners_and_goes_on_where_it_was_last(connection: Connection) -> None:
    add_learner(connection, 2)
    open_tabs.save_content(connection, "tab", 1, "one", 100)
    open_tabs.save_content(connection, "tab", 1, "two", 300)
    open_tabs.save_content(connection, "older", 1, "three", 200)
    open_tabs.save_content(connection, "others", 2, "four", 200)
    assert open_tabs.find_content(connection, "tab", 1, 300) == "two"
    assert open_tabs.find_content(connection, "tab", 1, 301) is None
    assert open_tabs.find_content(connection, "tab", 2, 0) is None
    assert open_tabs.find_content(connection, "others", 1, 0) is None
    assert open_tabs.list_tabs(connection, 1) == (("three", 200), ("two", 300))

    open_tabs.save_content(connection, "tab", 2, "five", 400)  # somebody else logs in at the same tab
    assert open_tabs.find_content(connection, "tab", 1, 0) is None
    assert open_tabs.list_tabs(connection, 2) == (("four", 200), ("five", 400))

    open_tabs.delete_old(connection, 400)
    assert open_tabs.list_tabs(connection, 1) == ()
    assert open_tabs.list_tabs(connection, 2) == (("five", 400),)
