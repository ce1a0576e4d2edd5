"""Practice offline: what a phone takes along for the day, and what it sends afterwards."""
