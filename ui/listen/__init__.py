"""The parts of the page `listen`."""
