"""The one form of a procedure: its fields as people fill them in, what applies, and what is missing."""
