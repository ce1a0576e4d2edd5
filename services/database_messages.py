"""What a person reads when the database cannot do its work: a sentence and a remedy for each of the store's errors."""

from __future__ import annotations

from store import database_errors

_TRY_AGAIN = "Nothing was changed. Try again in a moment."
MESSAGES: dict[type, tuple[str, str]] = {
    database_errors.BusyError: ("The database is busy.", _TRY_AGAIN),
    database_errors.FullError: (
        "The disk is full: nothing more can be saved.",
        "Nothing was changed. Delete audio/clips and audio/episodes in the data folder: they are made again when needed.",
    ),
    database_errors.DiskError: ("The disk could not be read or written.", _TRY_AGAIN),
    database_errors.ReadOnlyError: ("The data folder is read-only.", _TRY_AGAIN),
    database_errors.UnreachableError: (
        "The database cannot be opened: is the data folder there and writable?",
        _TRY_AGAIN,
    ),
    database_errors.DamagedError: ("The database is damaged.", "Restore a backup: python -m store restore."),
}
SERVER_MESSAGES: dict[type, tuple[str, str]] = {
    database_errors.BusyError: ("The database server is busy.", _TRY_AGAIN),
    database_errors.FullError: (
        "The disk of the database server is full: nothing more can be saved.",
        "Nothing was changed. The administrator of the server has to free some space.",
    ),
    database_errors.DiskError: ("The database server cannot read or write its disk.", _TRY_AGAIN),
    database_errors.ReadOnlyError: ("The database server is read-only at the moment.", _TRY_AGAIN),
    database_errors.RefusedError: (
        "The database server refuses the connection.",
        "The administrator of this instance has to check REHEARSAL_DATABASE.",
    ),
    database_errors.UnreachableError: (
        "The database server does not answer.",
        "Try again in a moment: what was saved already is not counted twice.",
    ),
    database_errors.DamagedError: (
        "The database is damaged.",
        "The administrator of the server has to restore a backup.",
    ),
}


def find_message(error: database_errors.StoreError) -> tuple[str, str] | None:
    """Return the sentence and the remedy for an error of the store, None where a person can do nothing about it."""
    messages = MESSAGES if error.engine == "sqlite" else SERVER_MESSAGES
    return next((messages[kind] for kind in type(error).__mro__ if kind in messages), None)
