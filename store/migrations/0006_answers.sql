-- What of the log still holds: rows that no later row took back, and among them the answers (grades and cramming). The
-- condition stands here once.
CREATE VIEW not_undone AS
SELECT * FROM log AS entry WHERE NOT EXISTS (SELECT 1 FROM log AS undo WHERE undo.undoes = entry.id);

CREATE VIEW answers AS
SELECT * FROM not_undone WHERE event IN ('grade', 'cram');
