"""A person's log-ins and tokens, and erasing what is theirs."""
