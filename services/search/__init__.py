"""Full-text search over every deck: what is indexed, how a query is read, the index itself."""
