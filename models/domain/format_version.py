"""The version number that begins every document: `catalogue: 1`, `calendar: 1`, `case: 1`."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from models.domain.faults import Unfit


def _whole_number(value: object) -> object:
    """`true` and `1.0` equal 1 in Python, and are not meant by it."""
    if type(value) is not int:
        raise Unfit("应为格式版本号 1", "must be the format version 1")
    return value


FormatOne = Annotated[Literal[1], BeforeValidator(_whole_number)]
"""The only version so far."""
