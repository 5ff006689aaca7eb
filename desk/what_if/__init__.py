"""What would have been: the same work of the same people, played under another catalogue."""
