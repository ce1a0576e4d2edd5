"""Tables of classes: members, assignments, figures, and who looked at what."""
