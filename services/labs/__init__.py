"""Labs: a model's runs for a learner, predictions, and the labs that decks link to their incidents."""
