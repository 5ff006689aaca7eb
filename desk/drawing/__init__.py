"""Pictures of our own making."""
