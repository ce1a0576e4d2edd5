-- People who log in through an identity provider. A person is the issuer together with the subject, and is one learner; the same
-- address at another issuer is another person.
CREATE TABLE accounts (
    learner INTEGER PRIMARY KEY REFERENCES learners ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT 'learner' CHECK (role IN ('learner', 'mentor', 'administrator')),
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,               -- the last log-in
    UNIQUE (issuer, subject)
) STRICT;

-- One row for each browser that is logged in. The cookie holds the id; the table holds its SHA-256 only, so that a copy of the
-- database logs nobody in.
CREATE TABLE login_sessions (
    id_hash BLOB PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES accounts (learner) ON UPDATE CASCADE ON DELETE CASCADE,
    browser TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_sessions_of_learner ON login_sessions (learner);

-- Log-ins that came back from the provider, until their cookie has expired: none is taken twice.
CREATE TABLE used_login_states (
    state_hash BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Random keys of this installation; every replica signs with the same ones.
CREATE TABLE signing_keys (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
