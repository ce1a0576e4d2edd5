"""Blocks that are worked on rather than recalled: estimates, design exercises, stories."""
