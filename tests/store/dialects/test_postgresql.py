"""What PostgreSQL says, in the store's own words."""

from __future__ import annotations

import psycopg
import psycopg.errors
import pytest

from errors import UserError
from store import errors
from store.dialects.postgresql import hide_password, translate_error


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", errors.FullError),
        ("53300", errors.BusyError),
        ("53200", errors.BusyError),
        ("55P03", errors.BusyError),
        ("57014", errors.BusyError),
        ("40P01", errors.BusyError),
        ("40001", errors.BusyError),
        ("25006", errors.ReadOnlyError),
        ("58030", errors.DiskError),
        ("XX001", errors.DamagedError),
        ("XX002", errors.DamagedError),
        ("57P01", errors.UnreachableError),
        ("57P03", errors.UnreachableError),
        ("08006", errors.UnreachableError),
        ("28P01", errors.RefusedError),
        ("3D000", errors.RefusedError),
        ("22P02", errors.InvalidValueError),
        ("42804", errors.InvalidValueError),
        ("23505", errors.ConstraintError),
    ],
)
def test_an_error_is_known_by_its_state(state: str, kind: type[errors.StoreError]) -> None:
    error = translate_error(psycopg.errors.lookup(state)("it  went\nwrong"))
    assert type(error) is kind
    assert isinstance(error, errors.StoreError)
    assert (str(error), error.engine) == ("it went wrong", "postgresql")


def test_a_line_that_was_cut_has_no_state_and_a_mistake_stays_one() -> None:
    assert type(translate_error(psycopg.OperationalError("gone"))) is errors.UnreachableError
    assert type(translate_error(psycopg.DataError("odd"))) is errors.InvalidValueError
    assert type(translate_error(psycopg.ProgrammingError("cannot adapt type 'dict'"))) is errors.InvalidValueError
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
