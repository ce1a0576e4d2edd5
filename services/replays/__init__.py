"""Replaying incidents: what the player shows, decisions that are remembered, and progress."""
