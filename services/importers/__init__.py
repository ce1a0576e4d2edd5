"""What a mentor may bring in: the name of a file decides which importer looks at its bytes."""
