"""Classes: who learns together, what they are to do by when, and what their mentors see."""
