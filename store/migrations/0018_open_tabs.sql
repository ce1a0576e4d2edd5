-- What a browser tab stands at, so that another process goes on from there when its own is lost. `tab` is the name that Streamlit
-- gives the tab's session; `content` is JSON. Rows of tabs that nobody came back to are removed after a day.
CREATE TABLE open_tabs (
    tab TEXT PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    content TEXT NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX open_tabs_by_age ON open_tabs (saved_at);
