"""What is refused, as a table: each case is something that must raise UserError, its sentence and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from errors import UserError

Case = tuple[Callable[[], object], str, str]


def list_refusals(actions: Iterable[Callable[[], object]]) -> list[tuple[str, str]]:
    """Return the sentence and the remedy of each, ("", "") for what went through."""
    refusals = []
    for action in actions:
        try:
            action()
        except UserError as error:
            refusals.append((str(error), error.remedy))
        else:
            refusals.append(("", ""))
    return refusals


def check_refusals(cases: Iterable[Case]) -> None:
    """Fail where an action goes through, or is refused with other words."""
    cases = tuple(cases)
    refusals = list_refusals(case[0] for case in cases)
    wrong = [(outcome, case[1:]) for outcome, case in zip(refusals, cases, strict=True) if outcome != case[1:]]
    assert not wrong, "\n".join(f"{outcome} instead of {expected}" for outcome, expected in wrong)
