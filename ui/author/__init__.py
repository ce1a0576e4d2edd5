"""What the page `author` draws, one file for each of its views."""
