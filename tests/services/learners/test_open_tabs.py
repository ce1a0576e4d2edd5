"""What a browser tab stands at: who gets it back, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.connections import connect
from services.learners import learners, open_tabs
from services.workspace import Workspace

ADA = learners.FIRST_LEARNER
TEXT = open_tabs.write_content(
    {"typing": True, "deck": "pools", "practice-kept": {"token": "t", "queue": (("a", "b"),)}}
)
KEPT = {"typing": True, "deck": "pools", "practice-kept": {"token": "t", "queue": [["a", "b"]]}}


def count_tabs(ws: Workspace) -> int:
    with connect(ws) as connection:
        return int(connection.execute("SELECT count(*) FROM open_tabs").fetchone()[0])


def test_a_tab_is_given_back_as_it_was_kept_last(workspace: Workspace, now: datetime) -> None:
    assert open_tabs.load_tab(workspace, ADA, "tab", now) == {}
    open_tabs.save_tab(workspace, ADA, "tab", open_tabs.write_content({"deck": "queues"}), now, is_new=True)
    open_tabs.save_tab(workspace, ADA, "tab", TEXT, now, is_new=False)
    assert open_tabs.load_tab(workspace, ADA, "tab", now) == KEPT
    assert open_tabs.load_tab(workspace, ADA, "another tab", now) == {}
    assert count_tabs(workspace) == 1


def test_another_learner_gets_nothing_of_it(workspace: Workspace, now: datetime) -> None:
    grace = learners.add_learner(workspace, ADA, "Grace", now)
    open_tabs.save_tab(workspace, ADA, "tab", TEXT, now, is_new=True)
    assert open_tabs.load_tab(workspace, grace, "tab", now) == {}
    # A browser that says it is another learner's from now on leaves nothing of the former one.
    open_tabs.save_tab(workspace, grace, "tab", open_tabs.write_content({"deck": "queues"}), now, is_new=False)
    assert open_tabs.load_tab(workspace, ADA, "tab", now) == {}
    assert open_tabs.load_tab(workspace, grace, "tab", now) == {"deck": "queues"}


def test_it_is_kept_for_a_day_after_its_last_change(workspace: Workspace, now: datetime) -> None:
    moment = timedelta(milliseconds=1)
    open_tabs.save_tab(workspace, ADA, "old", TEXT, now, is_new=True)
    open_tabs.save_tab(workspace, ADA, "changed", TEXT, now, is_new=True)
    open_tabs.save_tab(workspace, ADA, "changed", TEXT, now + moment, is_new=False)
    assert open_tabs.load_tab(workspace, ADA, "old", now + open_tabs.LIFETIME) == KEPT
    late = now + open_tabs.LIFETIME + moment
    assert open_tabs.load_tab(workspace, ADA, "old", late) == {}
    assert open_tabs.load_tab(workspace, ADA, "changed", late) == KEPT
    # The next tab that is opened removes it.
    assert count_tabs(workspace) == 2
    open_tabs.save_tab(workspace, ADA, "new", TEXT, late, is_new=True)
    assert count_tabs(workspace) == 2


def test_a_round_that_is_too_long_is_not_kept_and_an_older_state_does_not_come_back(
    workspace: Workspace, now: datetime
) -> None:
    longest = open_tabs.write_content({"typing": "x" * (open_tabs.MAX_LETTERS - len('{"typing":""}'))})
    open_tabs.save_tab(workspace, ADA, "tab", longest, now, is_new=True)
    assert open_tabs.write_content(open_tabs.load_tab(workspace, ADA, "tab", now)) == longest
    open_tabs.save_tab(workspace, ADA, "tab", longest + " ", now, is_new=False)
    assert open_tabs.load_tab(workspace, ADA, "tab", now) == {}
