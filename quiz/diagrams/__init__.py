"""A deck's diagrams as graphs: boxes and arrows, to be drawn from memory and checked off."""
