"""A mock interview round: plan, next question, measures of an answer, rubric, scorecard. Pure: no clock, no database, no screen."""
