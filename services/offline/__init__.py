"""Practice without a line: what a phone takes along for the day, and what it brings back."""
