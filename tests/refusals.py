"""What is refused, as a table: each case is something that must raise UserError, its sentence and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from errors import UserError

Case = tuple[Callable[[], object], str, str]


def list_refusals(actions: Iterable[Callable[[], object]]) -> list[tuple[str, str]]:
    """Return the sentence and the remedy of each, ("", "") for what went through."""
    found = []
    for action in actions:
        try:
            action()
        except UserError as error:
            found.append((str(error), error.remedy))
        else:
            found.append(("", ""))
    return found


def check_refusals(cases: Iterable[Case]) -> None:
    """Fail where an action goes through, or is refused with other words."""
    cases = tuple(cases)
    found = list_refusals(case[0] for case in cases)
    wrong = [(said, case[1:]) for said, case in zip(found, cases, strict=True) if said != case[1:]]
    assert not wrong, "\n".join(f"{said} instead of {expected}" for said, expected in wrong)
