"""The rules by which written text becomes spoken text, one module for each kind of writing."""
