"""The debrief of a table-top exercise: what each person and the group decided, and when they called what."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from deck.markdown.harmless import make_harmless
from deck.timeline.elapsed_time import format_minute
from services.tabletop.rooms import CALLS, Room

_HEADINGS = {"detect": "Detected", "diagnose": "Diagnosed", "recover": "Recovered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """A decision: `choices` has what each player chose, in the order of the players (None: no vote)."""

    minute: float
    prompt: str
    right: tuple[str, ...]
    options: tuple[str, ...]
    votes: tuple[int, ...]
    choices: tuple[int | None, ...]
    is_right: tuple[bool, ...]
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """A call such as detect: the minute of the incident itself, of each player (None: never) and of the group, by its median."""

    kind: str
    real: float | None
    players: tuple[float | None, ...]
    group: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """What a group did in an exercise: of its decisions, those whose vote is over."""

    title: str
    players: tuple[str, ...]
    decisions: tuple[DecisionResult, ...]
    calls: tuple[CallResult, ...]
    injects: tuple[tuple[float, str], ...]
    lessons: tuple[str, ...]

    def count_right(self, player: int) -> int:
        """Return how many decisions this player had right."""
        return sum(decision.is_right[player] for decision in self.decisions)


def make_debrief(room: Room) -> Debrief:
    """Return the debrief of a room as it stands."""
    is_over = room.clock.phase == "over"
    # The decision whose outcome is being shown is over too, though the clock has not gone on to the next one.
    decided = room.clock.next_stop + (1 if room.clock.phase == "team" else 0)
    votes = {(vote.player, vote.stop): vote.choice for vote in room.votes}
    times = room.track.times
    real = {"detect": times.detect, "diagnose": times.diagnose, "recover": times.recover}
    call_minutes = {(call.player, call.kind): call.minute for call in room.calls}
    decisions = []
    for stop in room.track.decision_points[:decided]:
        choices = tuple(votes.get((player.id, stop.id)) for player in room.players)
        decisions.append(
            DecisionResult(
                minute=stop.minute,
                prompt=stop.prompt,
                right=tuple(choice.text for choice in stop.choices if choice.right),
                options=tuple(choice.text for choice in stop.choices),
                votes=tuple(choices.count(place) for place in range(len(stop.choices))),
                choices=choices,
                is_right=tuple(choice is not None and stop.choices[choice].right for choice in choices),
                team="" if stop.team_event is None else room.track.moments[stop.team_event].text,
            )
        )
    calls = []
    for kind in CALLS:
        minutes = tuple(call_minutes.get((player.id, kind)) for player in room.players)
        known_minutes = [minute for minute in minutes if minute is not None]
        calls.append(
            CallResult(
                kind=kind,
                real=real[kind],
                players=minutes,
                group=statistics.median(known_minutes) if known_minutes else None,
            )
        )
    return Debrief(
        title=room.track.title,
        players=tuple(player.name for player in room.players),
        decisions=tuple(decisions),
        calls=tuple(calls),
        injects=tuple((inject.minute, inject.text) for inject in room.injects),
        lessons=room.track.lessons if is_over else (),
    )


def write_debrief(debrief: Debrief) -> str:
    """Return the debrief sheet as Markdown in which nothing acts, whatever players and authors wrote."""
    parts = [f"# Table-top: {debrief.title}", "## Minutes to detect, diagnose and recover", build_call_table(debrief)]
    parts.append("## Decisions")
    if not debrief.decisions:
        parts.append("No decision has been voted on.")
    for number, decision in enumerate(debrief.decisions, 1):
        parts.append(f"### {number}. {format_minute(decision.minute)}: {decision.prompt}")
        parts.append(build_spread_table(debrief, decision))
        if decision.team:
            parts.append(f"What the team did: {decision.team}")
    parts += ["## People", build_people_table(debrief)]
    if debrief.injects:
        parts.append("## Added by the mentor")
        parts.append("\n".join(f"- {format_minute(minute)}: {text}" for minute, text in debrief.injects))
    if debrief.lessons:
        parts.append("## Lessons of the incident")
        parts.append("\n".join(f"- {lesson}" for lesson in debrief.lessons))
    return make_harmless("\n\n".join(parts) + "\n")


def build_call_table(debrief: Debrief) -> str:
    """Return the table of minutes: the incident's own, the group's median, and each player's."""
    head = ("", "In the incident", "Group (median)", *debrief.players)
    rows = [
        (_HEADINGS[call.kind], *(_format(minute) for minute in (call.real, call.group, *call.players)))
        for call in debrief.calls
    ]
    return _build_table(head, rows)


def build_spread_table(debrief: Debrief, decision: DecisionResult) -> str:
    """Return the table of a decision's options with those who voted for each."""
    rows = []
    for place, option in enumerate(decision.options):
        voters = [name for name, choice in zip(debrief.players, decision.choices, strict=True) if choice == place]
        rows.append(("yes" if option in decision.right else "", option, str(len(voters)), ", ".join(voters)))
    silent = [name for name, choice in zip(debrief.players, decision.choices, strict=True) if choice is None]
    if silent:
        rows.append(("", "No vote", str(len(silent)), ", ".join(silent)))
    return _build_table(("Right", "Option", "Votes", "Who"), rows)


def build_people_table(debrief: Debrief) -> str:
    """Return the table of the players with how many decisions each had right."""
    total = len(debrief.decisions)
    rows = [(name, f"{debrief.count_right(place)} of {total}") for place, name in enumerate(debrief.players)]
    return _build_table(("Player", "Decisions right"), rows) if rows else "Nobody joined this exercise."


def _build_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_escape(cell) for cell in line)} |" for line in lines)


def _format(minute: float | None) -> str:
    return "–" if minute is None else format_minute(minute)


def _escape(text: str) -> str:
    """Escape what would end a table's cell, or let a name be read as markup."""
    return "".join(f"\\{letter}" if letter in "\\|<>[]`" else letter for letter in text.replace("\n", " "))
