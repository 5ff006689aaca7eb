"""The lawful acts: what they are called and do, which are open to a person now, and their forms."""
