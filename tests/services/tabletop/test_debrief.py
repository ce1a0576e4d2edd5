"""The debrief sheet, whole, and what an unfinished exercise leaves out."""

from __future__ import annotations

from dataclasses import replace

from services.tabletop.debrief import CallResult, Debrief, DecisionResult, write_debrief

DEBRIEF = Debrief(
    title="The slow broker",
    players=("Ada", "Bob [x]", "Cy"),
    decisions=(
        DecisionResult(
            minute=4.0,
            prompt="What first?",
            right=("Pause",),
            options=("Add | more", "Pause"),
            votes=(1, 1),
            choices=(1, 0, None),
            is_right=(True, False, False),
            team="Paused.",
        ),
        DecisionResult(
            minute=9.0,
            prompt="And then?",
            right=("A", "B"),
            options=("A", "B"),
            votes=(2, 1),
            choices=(0, 0, 1),
            is_right=(True, True, True),
            team="",
        ),
    ),
    calls=(
        CallResult(kind="detect", real=4.0, players=(5.0, None, 7.0), group=6.0),
        CallResult(kind="diagnose", real=9.0, players=(None, None, None), group=None),
        CallResult(kind="recover", real=None, players=(31.0, None, None), group=31.0),
    ),
    injects=((3.0, "The press calls"), (5.0, "Disk full")),
    lessons=("Bound it.", "Watch it."),
)


def test_the_whole_sheet() -> None:
    assert write_debrief(DEBRIEF).split("\n\n") == [
        "# Table-top: The slow broker",
        "## Minutes to detect, diagnose and recover",
        "|  | In the incident | Group (median) | Ada | Bob \\[x\\] | Cy |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| Detected | 00:04 | 00:06 | 00:05 | – | 00:07 |\n"
        "| Diagnosed | 00:09 | – | – | – | – |\n"
        "| Recovered | – | 00:31 | 00:31 | – | – |",
        "## Decisions",
        "### 1. 00:04: What first?",
        "| Right | Option | Votes | Who |\n"
        "| --- | --- | --- | --- |\n"
        "|  | Add \\| more | 1 | Bob \\[x\\] |\n"
        "| yes | Pause | 1 | Ada |\n"
        "|  | No vote | 1 | Cy |",
        "What the team did: Paused.",
        "### 2. 00:09: And then?",
        "| Right | Option | Votes | Who |\n"
        "| --- | --- | --- | --- |\n"
        "| yes | A | 2 | Ada, Bob \\[x\\] |\n"
        "| yes | B | 1 | Cy |",
        "## People",
        "| Player | Decisions right |\n| --- | --- |\n| Ada | 2 of 2 |\n| Bob \\[x\\] | 1 of 2 |\n| Cy | 1 of 2 |",
        "## Added by the mentor",
        "- 00:03: The press calls\n- 00:05: Disk full",
        "## Lessons of the incident",
        "- Bound it.\n- Watch it.\n",
    ]


def test_what_is_not_there_is_left_out_or_told() -> None:
    empty = replace(DEBRIEF, players=(), decisions=(), injects=(), lessons=(), calls=())
    assert write_debrief(empty).split("\n\n")[3:] == [
        "## Decisions",
        "No decision has been voted on.",
        "## People",
        "Nobody joined this exercise.\n",
    ]
