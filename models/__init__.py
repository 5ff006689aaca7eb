"""What is true: the rules, the messages and the tables. No input or output happens here."""
