"""The window on cases: reads, commands and the words for refusals."""
