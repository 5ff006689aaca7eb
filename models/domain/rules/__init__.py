"""The rules: what may happen to a case when a person asks, and what time brings by itself."""
