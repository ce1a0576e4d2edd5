"""What mentors see of a learner, in the words that learners read before they join and afterwards."""

from __future__ import annotations

from services.library.analytics import MIN_PEOPLE

WHAT_MENTORS_SEE = f"""
Your mentors see:

- your name, whether you have begun a deck, and which assignments you have done
- figures about the class as a whole: which questions fail, which key points are missed, how well confidence matches results,
  and how much time is spent. Figures with fewer than {MIN_PEOPLE} people behind them are not shown, unless all of them agree.
- what you share with them, one thing at a time, until you stop sharing it

Otherwise they never see your typed answers, notes, stories or interviews. Recordings do not leave your browser. Each time a
mentor looks, it is logged, and you can see it here.
"""
