"""What changes in the register while people look at it."""
