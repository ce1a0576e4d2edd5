"""Who may do what on this instance.

Without a log-in everybody who sits here is trusted, and every learner is an administrator too. With one, each person has a
role, and a learner as whom nobody logs in may do nothing that takes one. Calls that only mentors or administrators may make
ask this module, and no other place decides. A mentor teaches certain classes, and sees nothing of the others.
"""

from __future__ import annotations

from enum import StrEnum

from errors import UserError
from services.configuration import get_configuration
from store.connection import Connection
from store.tables.classes import classes
from store.tables.learners import accounts, learners


class Role(StrEnum):
    """What a person may do: each role may do what those before it may."""

    LEARNER = "learner"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Tell whether this role may do what the other may."""
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER = tuple(Role)  # as they are declared: each role may do more than those before it


def find_role(connection: Connection, learner: int) -> Role | None:
    """Return a learner's role; None for one who is not there, as whom nobody logs in, or whose account is disabled."""
    if get_configuration().login is None:
        return Role.ADMINISTRATOR if learners.has_learner(connection, learner) else None
    person = accounts.load_account(connection, learner)
    return Role(person.role) if person and person.disabled_at is None else None


def require_mentor(connection: Connection, learner: int, refusal: str) -> None:
    """Raise UserError with the sentence `refusal` unless this learner may do what mentors do."""
    role = find_role(connection, learner)
    if role is None or not role.includes(Role.MENTOR):
        raise UserError(refusal, "Ask a mentor of this instance.")


def require_administrator(connection: Connection, learner: int) -> None:
    """Raise UserError unless this learner administers the instance."""
    role = find_role(connection, learner)
    if role is None or not role.includes(Role.ADMINISTRATOR):
        raise UserError("Only administrators may do this.", "Ask an administrator of this instance.")


def is_class_mentor(connection: Connection, learner: int, class_id: int) -> bool:
    """Tell whether somebody teaches this class: the class names them, and they may do what mentors do."""
    role = find_role(connection, learner)
    if role is None or not role.includes(Role.MENTOR):
        return False
    member = classes.find_member(connection, class_id, learner)
    return member is not None and member.role == Role.MENTOR


def require_class_mentor(connection: Connection, learner: int, class_id: int) -> None:
    """Raise UserError unless this learner teaches this class."""
    if not is_class_mentor(connection, learner, class_id):
        raise UserError("Only mentors of this class may do this.", "Ask a mentor of the class.")


def require_class_manager(connection: Connection, learner: int, class_id: int) -> None:
    """Raise UserError unless this learner teaches this class or administers the instance."""
    role = find_role(connection, learner)
    is_administrator = role is not None and role.includes(Role.ADMINISTRATOR)
    if not is_administrator and not is_class_mentor(connection, learner, class_id):
        raise UserError("Only mentors of this class may do this.", "Ask a mentor of the class.")
