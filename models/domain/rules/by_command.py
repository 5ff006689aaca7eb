"""Tables from the class of a command to what is done with it, where the types check every line."""

from collections.abc import Callable
from typing import TypeVar, cast

from models.domain.commands import Command
from models.domain.rules.scene import Scene

Given = TypeVar("Given", bound=Command)
Answer = TypeVar("Answer")


def line(
    kind: type[Given], does: Callable[[Scene, Given], Answer]
) -> tuple[type[Command], Callable[[Scene, Command], Answer]]:
    """A line of a table: only what takes this very command fits beside it."""
    return cast("tuple[type[Command], Callable[[Scene, Command], Answer]]", (kind, does))
