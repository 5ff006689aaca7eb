"""How far a case has come, for whoever holds its query code."""
