"""The search on the screen: its field, its results."""
