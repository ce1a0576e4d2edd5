"""What PostgreSQL says, in the store's own words."""

from __future__ import annotations

import psycopg
import psycopg.errors
import pytest

from errors import UserError
from store import database_errors
from store.dialects.postgresql import hide_password, translate_error


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", database_errors.FullError),
        ("53300", database_errors.BusyError),
        ("53200", database_errors.BusyError),
        ("55P03", database_errors.BusyError),
        ("57014", database_errors.BusyError),
        ("40P01", database_errors.BusyError),
        ("40001", database_errors.BusyError),
        ("25006", database_errors.ReadOnlyError),
        ("58030", database_errors.DiskError),
        ("XX001", database_errors.DamagedError),
        ("XX002", database_errors.DamagedError),
        ("57P01", database_errors.UnreachableError),
        ("57P03", database_errors.UnreachableError),
        ("08006", database_errors.UnreachableError),
        ("28P01", database_errors.RefusedError),
        ("3D000", database_errors.RefusedError),
        ("22P02", database_errors.InvalidValueError),
        ("42804", database_errors.InvalidValueError),
        ("23505", database_errors.ConstraintError),
    ],
)
def test_an_error_is_known_by_its_state(state: str, kind: type[database_errors.StoreError]) -> None:
    error = translate_error(psycopg.errors.lookup(state)("it  went\nwrong"))
    assert type(error) is kind
    assert isinstance(error, database_errors.StoreError)
    assert (str(error), error.engine) == ("it went wrong", "postgresql")


def test_a_line_that_was_cut_has_no_state_and_a_mistake_stays_one() -> None:
    assert type(translate_error(psycopg.OperationalError("gone"))) is database_errors.UnreachableError
    assert type(translate_error(psycopg.DataError("odd"))) is database_errors.InvalidValueError
    assert (
        type(translate_error(psycopg.ProgrammingError("cannot adapt type 'dict'"))) is database_errors.InvalidValueError
    )
    assert translate_error(psycopg.errors.lookup("42601")("syntax")) is None
    assert translate_error(psycopg.errors.lookup("XX000")("internal")) is None
    assert translate_error(ValueError("ours")) is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ada:secret@db.example.org:5433/rehearsal", "postgresql://db.example.org:5433/rehearsal"),
        ("postgresql:///rehearsal?password=secret", "postgresql://localhost/rehearsal"),
    ],
)
def test_no_message_shows_a_password(address: str, shown: str) -> None:
    assert hide_password(address) == shown
    with pytest.raises(UserError, match="cannot be read"):
        hide_password("postgresql://[::1")
