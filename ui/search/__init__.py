"""The search on the screen: its field, the keys that open it, its results."""
