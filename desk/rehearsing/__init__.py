"""Rehearsals on real servers: the workflow, the activities and the register, in virtual time."""
