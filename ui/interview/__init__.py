"""The mock interview on the screen."""
