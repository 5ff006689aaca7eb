"""What changes the plan of a case: adding, dropping, reusing, returning, handing on, extending, reminding.

The same kinds of messages as in ``commands``, which lists them all.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from models.domain.command_shape import (
    MOST_NAMED,
    DepartmentName,
    ItemMessage,
    MaterialName,
    Materials,
    Message,
    PersonName,
)
from models.domain.day import Day
from models.domain.faults import Unfit
from models.domain.limits import LONGEST_LIMIT
from models.domain.text import Line, Paragraph


def _read_days(value: object) -> object:
    """A whole number of days, also as a form or a command line writes it. Raises ``Unfit`` otherwise."""
    longest = len(str(LONGEST_LIMIT))
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= longest:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("应为整数的天数", "must be a whole number of days")
    return value


DayCount = Annotated[int, Field(ge=1, le=LONGEST_LIMIT), BeforeValidator(_read_days)]


class Promise(Message):
    """A tolerated gap: the material and the day by which it is promised."""

    material: MaterialName
    by: Day


Promises = Annotated[tuple[Promise, ...], Field(max_length=MOST_NAMED)]


class AddItem(ItemMessage):
    """Add an item of the catalogue to the case; what it needs comes along, or is promised (容缺)."""

    do: Literal["add-item"] = "add-item"
    reason: Paragraph | None = None
    materials: Materials = ()
    gaps: Promises = ()


class DropItem(ItemMessage):
    """Take an item out of the case."""

    do: Literal["drop-item"] = "drop-item"
    reason: Paragraph | None = None


class ReuseResult(ItemMessage):
    """Recognise an earlier result instead of asking the department again."""

    do: Literal["reuse-result"] = "reuse-result"
    number: Line
    date: Day


class ReturnNotice(ItemMessage):
    """The department hands the notice back: not our duty."""

    do: Literal["return-notice"] = "return-notice"
    reason: Paragraph | None = None


class ReissueNotice(ItemMessage):
    """The lead hands a returned item out again, to the same department or to another one."""

    do: Literal["reissue-notice"] = "reissue-notice"
    to: DepartmentName | None = None


class TransferItem(ItemMessage):
    """The head of the department puts the item onto another desk of the same department."""

    do: Literal["transfer-item"] = "transfer-item"
    to: PersonName


class CloseGap(Message):
    """A tolerated material has come."""

    do: Literal["close-gap"] = "close-gap"
    material: MaterialName


class ExtendItem(ItemMessage):
    """Extend the statutory limit of an item, once (行政许可法 art. 42)."""

    do: Literal["extend-item"] = "extend-item"
    days: DayCount
    reason: Paragraph | None = None


class ExtendCase(Message):
    """Extend the statutory limit of the case, once (行政许可法 art. 42 ¶2)."""

    do: Literal["extend-case"] = "extend-case"
    days: DayCount
    reason: Paragraph | None = None


class Remind(ItemMessage):
    """Remind the department of an open item."""

    do: Literal["remind"] = "remind"
    text: Paragraph | None = None
