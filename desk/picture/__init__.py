"""A case as a picture: what its bars, marks and shares are, and how they are drawn."""
