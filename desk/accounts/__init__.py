"""Local accounts of the desk, their sessions, and the lockout."""
