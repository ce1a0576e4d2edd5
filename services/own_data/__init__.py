"""What an instance holds about a person beside their practice, and how all of it is erased."""
