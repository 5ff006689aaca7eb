"""Tables from a class to what is done with its instances, where the types check every line."""

from collections.abc import Callable
from typing import TypeVar, cast

from pydantic import BaseModel

Subject = TypeVar("Subject")
Given = TypeVar("Given", bound=BaseModel)
Answer = TypeVar("Answer")


def line(
    kind: type[Given], does: Callable[[Subject, Given], Answer]
) -> tuple[type[BaseModel], Callable[[Subject, BaseModel], Answer]]:
    """A line of a table: only what takes this very command or event fits beside it."""
    return cast("tuple[type[BaseModel], Callable[[Subject, BaseModel], Answer]]", (kind, does))
