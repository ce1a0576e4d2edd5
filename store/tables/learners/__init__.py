"""Tables of people: learners, accounts, log-in sessions, tokens, open tabs, and erasing a person."""
