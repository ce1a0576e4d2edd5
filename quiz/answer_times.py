"""How learners answer, and how long it takes them: means that simulations and plans count with."""

from __future__ import annotations

# The first rating of a card, and ratings of what is recalled (Hard, Good, Easy): means of the public FSRS data set.
FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
RECALL_RATINGS = (0.1, 0.8, 0.1)
# Answers that a new card takes on its first day with steps of 1 and 10 minutes, by its first rating; a lapse takes two.
FIRST_DAY_ANSWERS = (3, 3, 2, 1)
LAPSE_ANSWERS = 2
# Seconds that a review takes by its rating, the relearning of a lapse included, and all of a card's first day by its first
# rating: the defaults of fsrs-rs's simulator, which are means of the public data set too.
REVIEW_SECONDS = (23.0, 11.68, 7.33, 5.6)
FIRST_DAY_SECONDS = (33.79, 24.3, 13.68, 6.5)
RECALLED_SECONDS = sum(p * s for p, s in zip(RECALL_RATINGS, REVIEW_SECONDS[1:], strict=True))
NEW_SECONDS = sum(p * s for p, s in zip(FIRST_RATINGS, FIRST_DAY_SECONDS, strict=True))
