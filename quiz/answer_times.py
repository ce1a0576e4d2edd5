"""How learners answer, and how long it takes them: means that simulations and plans count with."""

from __future__ import annotations

# The first rating of a card, and ratings of what is recalled (Hard, Good, Easy): means of the public FSRS data set.
FIRST_RATINGS = (0.24, 0.094, 0.495, 0.171)
RECALL_RATINGS = (0.1, 0.8, 0.1)
# Answers that a new card takes on its first day by its first rating, with one learning step (asked again until it was
# recalled) and with two, 1 and 10 minutes; a lapse takes two.
FIRST_DAY_ANSWERS = {1: (2, 2, 1, 1), 2: (3, 3, 2, 1)}
LAPSE_ANSWERS = 2
# Seconds that a review takes by its rating, the relearning of a lapse included, and all of a card's first day by its first
# rating, with two steps: the defaults of fsrs-rs up to 3.0 (`review_costs`, `learn_costs`), means of the public data set too.
#
# With one step, the last Good of the day falls away. What it takes follows from the same data. A first Good takes 1.287
# times as long as a first Easy (`state_rating_costs` of fsrs-rs since then), hence 6.5 × 1.287 = 8.37 s of the 13.68; the rest
# are 0.81 further answers (`first_session_lens`) of 6.56 s. A card that began with Again saves one of these, one that began
# with Hard 0.64: it has 1.28 further answers where two are counted here.
REVIEW_SECONDS = (23.0, 11.68, 7.33, 5.6)
FIRST_DAY_SECONDS = {1: (27.23, 20.1, 8.37, 6.5), 2: (33.79, 24.3, 13.68, 6.5)}
RECALLED_SECONDS = sum(p * s for p, s in zip(RECALL_RATINGS, REVIEW_SECONDS[1:], strict=True))
