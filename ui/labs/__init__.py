"""The labs' screen: knobs, curves, predictions, and incidents run again."""
