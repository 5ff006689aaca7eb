"""How a command line names things: a case by its number, an order by its key."""

import uuid

from activities.numbers import read_number
from desk.cli.running import BAD_INPUT, fail
from desk.outcomes import NoSuchCase, refused
from models.domain.faults import Unfit
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import FieldInvalid
from models.domain.text import LONGEST_LINE, Words, clean_text, printable


def case_named(text: str) -> CaseNumber:
    """The case number in the text. Raises ``NoSuchCase`` for what no case is called."""
    try:
        read_number(CaseNumber(text))
    except ValueError:
        raise NoSuchCase(printable(text, longest=LONGEST_LINE)) from None
    return CaseNumber(text)


def number_given(text: str | None, lang: str | None) -> CaseNumber | None:
    """The case number that was given, if one was. Ends with `BAD_INPUT` for what no case is called."""
    if text is None:
        return None
    try:
        read_number(CaseNumber(text))
    except ValueError:
        shown = printable(text, longest=LONGEST_LINE)
        fail(f"“{shown}”不是办件编号", f"“{shown}” is no case number", BAD_INPUT, lang)
    return CaseNumber(text)


def key_given(text: str | None) -> CommandKey:
    """The key that was given, or a new one. Raises ``Refused`` for one that the register cannot keep."""
    if text is None:
        return CommandKey(uuid.uuid4().hex)
    try:
        return CommandKey(clean_text(text, longest=LONGEST_LINE))
    except Unfit as unfit:
        problem = Words.model_construct(zh=unfit.zh, en=unfit.en)
        raise refused(FieldInvalid(field="key", problem=problem)) from None
