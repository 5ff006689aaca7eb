"""Messages to people: their box on the desk, and what is sent to them elsewhere."""
