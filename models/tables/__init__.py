"""The tables of the register and its projections."""
