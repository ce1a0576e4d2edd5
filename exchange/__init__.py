"""Decks in other forms: Anki packages, tables, pages to print; and foreign notes as markdown. Pure conversions."""
