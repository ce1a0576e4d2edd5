-- Table-top exercises: a group replays an incident together. Times are milliseconds in UTC, `second` is a second of play.
-- `version` rises with everything that a browser would show; `step` with each change of phase.

CREATE TABLE tabletop_rooms (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    incident TEXT NOT NULL,
    mentor_seat TEXT NOT NULL,
    vote_seconds REAL NOT NULL,
    speed REAL NOT NULL,
    phase TEXT NOT NULL,
    second REAL NOT NULL,
    elapsed REAL NOT NULL,
    next_stop INTEGER NOT NULL,
    step INTEGER NOT NULL,
    beat_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tabletop_players (
    id INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES tabletop_rooms ON DELETE CASCADE,
    seat TEXT NOT NULL UNIQUE,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    name TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    UNIQUE (room, name)
) STRICT;

CREATE TABLE tabletop_votes (
    player INTEGER NOT NULL REFERENCES tabletop_players ON DELETE CASCADE,
    stop TEXT NOT NULL,
    choice INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (player, stop)
) STRICT, WITHOUT ROWID;

-- When a player said that they see a problem, know the cause, hold it to be over; the first word counts.
CREATE TABLE tabletop_calls (
    player INTEGER NOT NULL REFERENCES tabletop_players ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('detect', 'diagnose', 'recover')),
    minute REAL NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (player, kind)
) STRICT, WITHOUT ROWID;

-- `key` is the browser's own for one click, so that a second delivery is the same event.
CREATE TABLE tabletop_injects (
    id INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES tabletop_rooms ON DELETE CASCADE,
    key TEXT NOT NULL,
    minute REAL NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (room, key)
) STRICT;
