"""Frozen states: how another is made from one, and where it may remember what was computed from it alone."""

from typing import TYPE_CHECKING, ClassVar, Final

REMEMBERED: Final = "_remembered"
"""The name, beside a state's fields, of what was computed from them."""


class Remembering:
    """A state that remembers. ``BESIDE`` names the fields that do not bear on what is remembered.

    The next state remembers it, too, when no other field than these has changed.
    """

    BESIDE: ClassVar[frozenset[str]] = frozenset()


if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414  # handed on, so that its calls are checked
else:
    _new, _set = object.__new__, object.__setattr__

    def replace(state: object, /, **fields: object) -> object:
        """``dataclasses.replace`` for states without ``__post_init__``, as fast as copying a dictionary."""
        standing = state.__dict__ | fields
        if REMEMBERED in standing and not state.BESIDE.issuperset(fields):
            standing[REMEMBERED] = None  # taking it out would make the next copy slow
        made = _new(type(state))
        _set(made, "__dict__", standing)
        return made
