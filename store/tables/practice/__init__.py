"""Tables of practice: memory states, the review log and its counts, and what learners write themselves."""
