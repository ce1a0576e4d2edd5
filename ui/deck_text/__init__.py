"""A deck's text on the screen: safe markdown, blocks, the outline, and limits on how much is drawn at once."""
