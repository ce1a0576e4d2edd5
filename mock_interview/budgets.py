"""How the minutes of a round are shared out among its parts."""

from __future__ import annotations

from collections.abc import Mapping

from mock_interview.model import PartKind

# Minutes by length of the round, as interviewers share them out: a phone screen (20), one slot of a loop (45), a long one (60).
# "exercise" is a design exercise or an estimate. The topics' minutes are shared by their number, see TOPICS.
_SHARES: Mapping[int, Mapping[str, int]] = {
    20: {"opening": 1, "topic": 9, "incident": 3, "exercise": 3, "story": 3, "their_questions": 1},
    45: {"opening": 3, "topic": 18, "incident": 6, "exercise": 9, "story": 6, "their_questions": 3},
    60: {"opening": 3, "topic": 24, "incident": 8, "exercise": 12, "story": 9, "their_questions": 4},
}
TOPICS: Mapping[int, int] = {20: 2, 45: 3, 60: 3}
# Roles shift some minutes, by their share of the topics' minutes: who leads people is asked more for stories.
_ROLE_SHIFT: Mapping[str, tuple[str, float]] = {"manager": ("story", 0.15), "architect": ("exercise", 0.15)}
ROLES = ("engineer", "architect", "manager")
DEFAULT_ROLE = "engineer"


def share_minutes(minutes: int, role: str, kinds: tuple[PartKind, ...]) -> tuple[int, ...]:
    """Return the minutes of each part, in order; they add up to the round's.

    What is missing among the kinds gives its minutes to the topics, or, without topics, to what takes longest. Raises KeyError
    for a length that is not in the table.
    """
    shares = dict(_SHARES[minutes])
    gains, share = _ROLE_SHIFT.get(role, ("", 0.0))
    shift = round(shares["topic"] * share)  # whole minutes, so that the parts still add up to the round
    if gains:
        shares[gains] += shift
        shares["topic"] -= shift
    groups = [_group(kind) for kind in kinds]
    missing = sum(amount for group, amount in shares.items() if group not in groups)
    present = {group: shares[group] for group in dict.fromkeys(groups)}
    heir = "topic" if "topic" in present else max(present, key=lambda group: present[group])
    present[heir] += missing
    remaining = {group: groups.count(group) for group in present}
    out = []
    for group in groups:
        minutes_here = -(-present[group] // remaining[group])  # the first of several gets the odd minute
        out.append(minutes_here)
        present[group] -= minutes_here
        remaining[group] -= 1
    return tuple(out)


def _group(kind: PartKind) -> str:
    return "exercise" if kind in ("design", "estimate") else kind
