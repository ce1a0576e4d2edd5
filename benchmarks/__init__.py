"""Measurements that are run by hand: see the first line of each."""
