"""Frozen states: how another is made from one, and where it may remember what was computed from it alone."""

from typing import TYPE_CHECKING, Final

REMEMBERED: Final = "_remembered"
"""The name, beside a state's fields, of what was computed from them."""

if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414  # handed on, so that its calls are checked
else:

    def replace(state: object, /, **fields: object) -> object:
        """``dataclasses.replace`` for states without ``__post_init__``, as fast as copying a dictionary."""
        made = object.__new__(type(state))
        made.__dict__.update(state.__dict__)
        made.__dict__.pop(REMEMBERED, None)
        made.__dict__.update(fields)
        return made
