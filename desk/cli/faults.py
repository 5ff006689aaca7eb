"""A fault of a file as one printed line."""

from desk.cli.words import chosen
from runtime.documents import PlacedFault


def fault_line(fault: PlacedFault, lang: str | None) -> str:
    """`file:line: path: message`; both languages on the one line when none was chosen."""
    language = chosen(lang)
    return fault.in_(language) if language is not None else f"{fault.in_('zh')} / {fault.en}"
