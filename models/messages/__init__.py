"""Shapes that stand in workflow histories and on the wire, where they differ from the domain's own."""
