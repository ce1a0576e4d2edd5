"""A person's tokens, and erasing what is theirs."""
