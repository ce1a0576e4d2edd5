"""A mock interview: plan, next question, measures of an answer, rubric, scorecard. No clock, no database, no screen."""
