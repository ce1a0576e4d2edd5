"""Estimates: how they are written, and the arithmetic their answers are worked out with."""
