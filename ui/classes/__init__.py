"""The page Class: what learners see of it, and what mentors do."""
