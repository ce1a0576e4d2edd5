"""What the benchmarks compare with: other judges of an answer, and Anki's own backend."""
