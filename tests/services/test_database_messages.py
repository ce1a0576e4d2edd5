"""What a person reads when the database cannot do its work."""

from __future__ import annotations

import pytest

from services.database_messages import find_message
from store import database_errors

OWN = {
    database_errors.BusyError: "busy",
    database_errors.FullError: "disk is full",
    database_errors.DiskError: "could not be read or written",
    database_errors.ReadOnlyError: "read-only",
    database_errors.UnreachableError: "cannot be opened",
    database_errors.RefusedError: "cannot be opened",  # a kind of the one above it
    database_errors.DamagedError: "damaged",
}
SERVERS = {
    database_errors.BusyError: "busy",
    database_errors.FullError: "disk of the database server is full",
    database_errors.DiskError: "cannot read or write its disk",
    database_errors.ReadOnlyError: "is read-only at the moment",
    database_errors.UnreachableError: "does not answer",
    database_errors.RefusedError: "refuses the connection",
    database_errors.DamagedError: "damaged",
}


@pytest.mark.parametrize("kind", OWN)
def test_each_error_is_a_sentence_with_a_remedy_for_its_engine(kind: type[database_errors.StoreError]) -> None:
    for engine, sentences in (("sqlite", OWN), ("postgresql", SERVERS)):
        message = find_message(kind("detail", engine))  # type: ignore[arg-type]
        assert message is not None
        sentence, remedy = message
        assert sentences[kind] in sentence
        assert remedy


@pytest.mark.parametrize(
    "kind", [database_errors.ConstraintError, database_errors.InvalidValueError, database_errors.StoreError]
)
def test_what_nobody_can_mend_has_no_sentence(kind: type[database_errors.StoreError]) -> None:
    assert find_message(kind("detail", "sqlite")) is None
    assert find_message(kind("detail", "postgresql")) is None


def test_whoever_has_a_full_disk_or_a_damaged_file_reads_what_to_do() -> None:
    full, damaged = (
        find_message(kind("detail", "sqlite")) for kind in (database_errors.FullError, database_errors.DamagedError)
    )
    assert full is not None
    assert damaged is not None
    assert "audio/clips" in full[1]
    assert "python -m store restore" in damaged[1]
