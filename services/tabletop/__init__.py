"""Table-top exercises: a mentor and a group go through an incident together."""
