"""Models of systems that can fail, each with its closed form: `simulation.table` lists them, `simulation.runner` runs them."""
