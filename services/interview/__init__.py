"""A mock interview: planning, running, resuming and scoring a round."""
