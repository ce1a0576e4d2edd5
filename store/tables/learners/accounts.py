"""People who log in, each of them a learner, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from store.connection import Connection


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who logs in. Times are in ms; `seen_at` is the last log-in, `disabled_at` since when they may not (None: they
    may).
    """

    learner: int
    issuer: str
    subject: str
    email: str
    role: str
    created_at: int
    seen_at: int
    disabled_at: int | None = None


# What `transaction` is told by those who log in and out: the first one administers, and places are counted.
ACCOUNTS_SCOPE = "accounts"
_COLUMNS = "learner, issuer, subject, email, role, created_at, seen_at, disabled_at"

# One of these has a row of whoever did anything here; what is counted or derived has one only where these have.
_HISTORY_TABLES = (
    "preferences",
    "enrolments",
    "log",
    "choices",
    "own_cards",
    "own_texts",
    "wordings",
    "tabletop_players",
    "interview_rounds",
    "lab_runs",
    "class_members",
    "version_authors",
    "suggestions",
    "access_tokens",
)


def find_account(connection: Connection, issuer: str, subject: str) -> AccountRow | None:
    """Return the person that this issuer calls by this subject."""
    return _read_one(connection, "issuer = ? AND subject = ?", (issuer, subject))


def load_account(connection: Connection, learner: int) -> AccountRow | None:
    """Return the account of this learner; None for a learner nobody logs in as."""
    return _read_one(connection, "learner = ?", (learner,))


def list_accounts(connection: Connection) -> tuple[AccountRow, ...]:
    """Return everybody who ever logged in, in the order in which they came."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM accounts ORDER BY created_at, learner")
    return tuple(AccountRow(*row) for row in rows)


def add_account(connection: Connection, row: AccountRow) -> None:
    """Add a person who logs in for the first time."""
    connection.execute(
        f"INSERT INTO accounts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row.learner, row.issuer, row.subject, row.email, row.role, row.created_at, row.seen_at, row.disabled_at),
    )


def note_login(connection: Connection, learner: int, email: str, now: int) -> None:
    """Keep when a person logged in, and the address their provider gave."""
    connection.execute("UPDATE accounts SET email = ?, seen_at = ? WHERE learner = ?", (email, now, learner))


def set_role(connection: Connection, learner: int, role: str) -> None:
    """Give a person another role."""
    connection.execute("UPDATE accounts SET role = ? WHERE learner = ?", (role, learner))


def set_disabled(connection: Connection, learner: int, disabled_at: int | None) -> None:
    """Disable a person's account since a moment, or enable it with None."""
    connection.execute("UPDATE accounts SET disabled_at = ? WHERE learner = ?", (disabled_at, learner))


def move_account(connection: Connection, learner: int, target: int) -> None:
    """Let a person be another learner from now on; their sessions follow."""
    # By the foreign key of the sessions, which follows its update.
    connection.execute("UPDATE accounts SET learner = ? WHERE learner = ?", (target, learner))


def count_administrators(connection: Connection) -> int:
    """Return how many administrators there are who may log in."""
    sql = "SELECT count(*) FROM accounts WHERE role = 'administrator' AND disabled_at IS NULL"
    return int(connection.execute(sql).fetchone()[0])


def list_unclaimed_learners(connection: Connection) -> tuple[int, ...]:
    """Return the learners nobody logs in as: those from before the log-in was set up."""
    rows = connection.execute("SELECT id FROM learners WHERE id NOT IN (SELECT learner FROM accounts) ORDER BY id")
    return tuple(number for (number,) in rows)


def has_history(connection: Connection, learner: int) -> bool:
    """Tell whether a learner chose, began, answered or wrote anything."""
    for table in _HISTORY_TABLES:
        if connection.execute(f"SELECT 1 FROM {table} WHERE learner = ? LIMIT 1", (learner,)).fetchone():
            return True
    return False


def _read_one(connection: Connection, condition: str, values: tuple[object, ...]) -> AccountRow | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM accounts WHERE {condition}", values).fetchone()
    return AccountRow(*row) if row else None
