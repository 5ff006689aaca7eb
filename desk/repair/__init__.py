"""Finds out where register and engine disagree after a loss, and puts right the side that is behind."""
