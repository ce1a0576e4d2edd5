"""Helpers of the Makefile and of the browser tests."""
