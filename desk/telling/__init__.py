"""Cases told to people: what happened, how things stand and why each date is that day, in both languages."""
