"""One lab model a file; `simulation.table` lists them."""
