"""Commands of `python -m deck` that are more than a line, one file each: `add` for the parser, `run` for the work."""
