"""Change a deck's source in place: a few lines change, everything else stays as it was typed."""
