"""The HTTP API for other programs (interfaces.md §5)."""
