-- Work that one process of several does for all: who does it, and how far it is. The holder counts `beat` up while it is alive; the
-- others take the lease over when the count has stood still for longer than it may, by their own clocks: no two clocks are compared.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,                  -- what is done, such as `episode:NAME`
    holder TEXT NOT NULL,                   -- the process that does it; '' when it was given back
    token INTEGER NOT NULL,                 -- grows each time the lease is taken, so that a holder that was given up changes nothing
    beat INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,        -- steps of the work that are done
    seconds REAL NOT NULL DEFAULT 0,        -- seconds of sound that there are
    followed INTEGER NOT NULL DEFAULT 0,    -- 1 once somebody else waits for the work
    renewed_at INTEGER NOT NULL             -- ms, by the holder's clock: only to tell which rows nobody needs any more
) STRICT, WITHOUT ROWID;
