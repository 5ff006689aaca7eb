"""A person of the directory in one line: department, roles, days, and for whom they act."""

from collections.abc import Mapping
from datetime import date

from models.domain import words as said
from models.domain.names import DepartmentCode
from models.domain.people import DirectoryEntry
from models.domain.text import Words


def told_entry(entry: DirectoryEntry, today: date, departments: Mapping[DepartmentCode, Words]) -> Words:
    """The line; ``departments`` gives the names of the codes that are known."""
    person = entry.person
    code = person.department
    department = None if code is None else departments.get(code) or _words(code, code)
    roles = said.listed([said.ROLES[role] for role in person.roles])
    parts = [_words(person.id, person.id), _words(person.name, person.name)]
    parts += [department] if department is not None else []
    parts += [roles, *_days(entry, today)]
    for given in person.delegations:
        levels = said.listed([said.LEVELS[level] for level in given.levels])
        items = f"（{'、'.join(given.items)}）" if given.items else ""
        items_en = f" ({', '.join(given.items)})" if given.items else ""
        parts.append(
            _words(
                f"{given.valid_from}至{given.valid_until}代{given.name}办理{levels.zh}{items}，{given.document}",
                f"acts for {given.name} from {given.valid_from} to {given.valid_until}: "
                f"{levels.en}{items_en}, {given.document}",
            )
        )
    parts += [_words("（示例）", "(sample)")] if entry.sample else []
    return _words("  ".join(part.zh for part in parts), "  ".join(part.en for part in parts))


def _days(entry: DirectoryEntry, today: date) -> list[Words]:
    """Only where there is a first or a last day that matters."""
    days = []
    if entry.valid_from is not None and entry.valid_from > today:
        days.append(_words(f"{entry.valid_from}起", f"from {entry.valid_from}"))
    if entry.valid_until is not None:
        left = entry.valid_until < today
        days.append(
            _words(
                f"{'已离任，' if left else ''}至{entry.valid_until}止",
                f"{'has left, ' if left else ''}until {entry.valid_until}",
            )
        )
    return days


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
