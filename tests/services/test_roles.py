"""Who may do what: roles in their order, and whom a class names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from errors import UserError
from services import roles
from services.connections import connect
from services.roles import Role
from services.workspace import Workspace
from store.connection import transaction
from store.tables.classes import classes
from store.tables.classes.classes import MemberRow
from store.tables.learners import accounts
from store.tables.learners.accounts import AccountRow
from tests.store.rows import add_learner


def test_each_role_may_do_what_those_before_it_may() -> None:
    order = (Role.LEARNER, Role.MENTOR, Role.ADMINISTRATOR)
    for place, role in enumerate(order):
        assert [role.includes(other) for other in order] == [place >= other_place for other_place in range(3)]


def test_without_a_log_in_whoever_is_here_is_trusted(workspace: Workspace) -> None:
    with connect(workspace) as connection:
        assert roles.find_role(connection, 1) is Role.ADMINISTRATOR
        assert roles.find_role(connection, 2) is None
        roles.require_administrator(connection, 1)
        with pytest.raises(UserError, match="Only administrators"):
            roles.require_administrator(connection, 2)


def test_with_a_log_in_a_person_has_their_role_and_a_mentor_their_classes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"ISSUER": "https://id.example", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    people = {1: Role.ADMINISTRATOR, 2: Role.MENTOR, 3: Role.LEARNER, 4: Role.ADMINISTRATOR}
    with connect(workspace) as connection, transaction(connection):
        spring, autumn = (classes.add_class(connection, name, 0) or 0 for name in ("Spring", "Autumn"))
        for number, role in people.items():
            if number > 1:
                add_learner(connection, number)
            row = AccountRow(number, "https://id.example", f"{number}", "", role, 0, 0)
            accounts.add_account(connection, replace(row, disabled_at=9 if number == 4 else None))
        add_learner(connection, 5)  # nobody logs in as this one
        for class_id, number, role in ((spring, 2, Role.MENTOR), (autumn, 2, Role.LEARNER), (spring, 3, Role.MENTOR)):
            row_of_member = MemberRow(class_id, number, role, "appointed", consents=False, joined_at=0)
            classes.add_member(connection, row_of_member)
    with connect(workspace) as connection:
        found = [roles.find_role(connection, number) for number in range(1, 7)]
        assert found == [Role.ADMINISTRATOR, Role.MENTOR, Role.LEARNER, None, None, None]

        def passes(check: object, *values: object) -> bool:
            try:
                check(connection, *values)  # type: ignore[operator]
            except UserError:
                return False
            return True

        everybody = range(1, 6)
        assert [passes(roles.require_mentor, who, "No.") for who in everybody] == [True, True, False, False, False]
        assert [passes(roles.require_administrator, who) for who in everybody] == [True, False, False, False, False]
        # A class names its mentors, and only who may do what mentors do is one.
        assert [roles.is_class_mentor(connection, who, spring) for who in everybody] == [
            False,
            True,
            False,
            False,
            False,
        ]
        assert not roles.is_class_mentor(connection, 2, autumn)
        assert [passes(roles.require_class_mentor, who, spring) for who in everybody] == [
            False,
            True,
            False,
            False,
            False,
        ]
        assert [passes(roles.require_class_manager, who, spring) for who in everybody] == [
            True,
            True,
            False,
            False,
            False,
        ]
        assert not passes(roles.require_class_manager, 2, autumn)
        with pytest.raises(UserError, match=r"^No\.$"):
            roles.require_mentor(connection, 3, "No.")
