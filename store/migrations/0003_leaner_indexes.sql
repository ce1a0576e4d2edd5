-- A grade writes fewer pages: new cards and reviewed ones have an index each, and the day's tally is read by event.

DROP INDEX states_due;
DROP INDEX states_new;
DROP INDEX states_called;
DROP INDEX log_by_time;

CREATE INDEX states_due ON states (learner, deck, queue, due, shuffle, buried_until, spaced_until) WHERE due IS NOT NULL;
CREATE INDEX states_new ON states (learner, deck, waiting, position, buried_until, spaced_until) WHERE queue = 0;
CREATE INDEX states_called ON states (learner, deck, called_at DESC, position) WHERE called_at > 0;
CREATE INDEX log_by_event ON log (learner, deck, event, was_phase, at);
