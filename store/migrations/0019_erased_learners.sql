-- The numbers of learners who were erased: none is given to somebody else, whom a browser would take for the one who left.
CREATE TABLE erased_learners (
    number INTEGER NOT NULL PRIMARY KEY,
    erased_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
