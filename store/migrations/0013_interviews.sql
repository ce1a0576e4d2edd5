-- Mock interviews: a round, its questions with their answers, and the scores that people gave it. Plans, rubrics and turns are the JSON
-- of `mock_interview.round_file`: what was asked stays as it was asked, whatever becomes of the deck. Recordings stay in the browser; of
-- them the store has their loudness alone. `answer_key` and `review_key` make an answer and its review count once.

CREATE TABLE interview_rounds (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    key TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('own', 'received')),
    author TEXT NOT NULL,
    plan TEXT NOT NULL,
    rubric TEXT NOT NULL,
    interrupts INTEGER NOT NULL DEFAULT 1,
    uses_model INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    scheduled_at INTEGER,
    UNIQUE (learner, key)
) STRICT;

CREATE TABLE interview_turns (
    round INTEGER NOT NULL REFERENCES interview_rounds ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    levels BLOB NOT NULL,
    answer_key TEXT UNIQUE,
    review_key TEXT UNIQUE,
    PRIMARY KEY (round, number)
) STRICT;

CREATE TABLE interview_scores (
    round INTEGER NOT NULL REFERENCES interview_rounds ON DELETE CASCADE,
    scorer TEXT NOT NULL,
    scores TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (round, scorer)
) STRICT, WITHOUT ROWID;
