"""How a calendar file changes a calendar: whom it concerns, and which of two files is the newer one.

The order in which files are adopted does not matter: of two files about the same days the higher version
counts, so that every case ends with the same calendar whichever file reaches it first.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from models.domain.calendar import Calendar
from models.domain.calendar_table import OfficeDay, OfficeDays, YearTable
from models.domain.names import CommandKey
from models.domain.refusals import (
    CalendarAlreadyAdopted,
    CalendarNotForThisOffice,
    CalendarNotNewer,
    OfficialCalendarStands,
    Refusal,
)
from models.domain.rulebook import Rulebook

_PARTS: Final = re.compile("[0-9]+|[^0-9]+")

Order = tuple[tuple[bool, int, str], ...]


def version_order(version: str) -> Order:
    """Versions in their order: ``2027.10`` comes after ``2027.9``, and ``2027.1.1`` after ``2027.1``."""
    return tuple(
        (part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _PARTS.findall(version)
    )


def name_of(file: YearTable | OfficeDays) -> str:
    """What the file is called among an office's calendars: ``CN-2027:2027.1``, ``CN-4507-office:3``."""
    what = str(file.year) if isinstance(file, YearTable) else "office"
    return f"{file.region}-{what}:{file.version}"


def adoption_key(file: YearTable | OfficeDays) -> CommandKey:
    """The key under which a case takes the file over, once."""
    return CommandKey(f"calendar:{name_of(file)}")


def covers(file: YearTable | OfficeDays, jurisdiction: str) -> bool:
    """Whether an office of this jurisdiction follows the file. A table is for its whole region."""
    if isinstance(file, YearTable):
        return True
    _, *codes = file.region.split("-")
    return jurisdiction.startswith("".join(codes))


def with_file(calendar: Calendar, file: YearTable | OfficeDays, jurisdiction: str) -> Calendar:
    """The calendar with the file taken over.

    Raises ``CalendarNotForThisOffice`` for another region, ``CalendarAlreadyAdopted`` when the calendar says
    it all already, ``CalendarNotNewer`` for a version that is not higher than the one that stands, and
    ``OfficialCalendarStands`` for a provisional table in the place of an official one.
    """
    regions = {table.region for table in calendar.tables}
    fitting = {file.region} if isinstance(file, YearTable) else _regions_above(file.region)
    if not covers(file, jurisdiction) or (regions and not regions & fitting):
        raise CalendarNotForThisOffice(
            region=file.region, own="、".join(sorted(regions)) or "-", jurisdiction=jurisdiction
        )
    if isinstance(file, YearTable):
        return _with_table(calendar, file)
    return _with_office_days(calendar, file)


def calendar_from(files: Iterable[YearTable | OfficeDays], jurisdiction: str) -> Calendar:
    """The calendar that all these files make for an office of this jurisdiction."""
    calendar = Calendar()
    for file in sorted(
        files, key=lambda each: isinstance(each, OfficeDays)
    ):  # tables first: they fix the region
        try:
            calendar = with_file(calendar, file, jurisdiction)
        except Refusal:
            continue  # of another region, or overtaken by a newer one
    return calendar


def require_newer(standing: Iterable[YearTable | OfficeDays], file: YearTable | OfficeDays) -> None:
    """Refuse a file that the office as a whole cannot take over beside those that it has.

    Raises as ``with_file``. Two files of office days meet when their regions overlap and they name one day.
    """
    files = list(standing)
    for each in files:
        if name_of(each) == name_of(file):
            if each == file:
                raise CalendarAlreadyAdopted(calendar=name_of(file))
            raise CalendarNotNewer(calendar=name_of(file), standing=name_of(each))
    tables = {each.region for each in files if isinstance(each, YearTable)}
    if tables and not tables & (
        {file.region} if isinstance(file, YearTable) else _regions_above(file.region)
    ):
        raise CalendarNotForThisOffice(region=file.region, own="、".join(sorted(tables)), jurisdiction="-")
    for each in files:
        if isinstance(file, YearTable) and isinstance(each, YearTable) and each.region == file.region:
            _with_table(Calendar(tables=(each,)), file)
        elif isinstance(file, OfficeDays) and isinstance(each, OfficeDays):
            _require_newer_days(each, file)


def rulebook_with(book: Rulebook, file: YearTable | OfficeDays) -> Rulebook:
    """The law with the file taken over, shared by all that ask alike. Raises as ``with_file``."""
    return _shared(_Asked(book, file))


def _with_table(calendar: Calendar, table: YearTable) -> Calendar:
    standing = next((each for each in calendar.tables if each.year == table.year), None)
    if standing is not None:
        if standing == table:
            raise CalendarAlreadyAdopted(calendar=name_of(table))
        if standing.status == "official" and table.status == "provisional":
            raise OfficialCalendarStands(calendar=name_of(table), standing=name_of(standing))
        if version_order(table.version) <= version_order(standing.version):
            raise CalendarNotNewer(calendar=name_of(table), standing=name_of(standing))
    others = [each for each in calendar.tables if each.year != table.year]
    tables = tuple(sorted([*others, table], key=lambda each: each.year))
    return Calendar(tables=tables, office_days=calendar.office_days)


def _with_office_days(calendar: Calendar, file: OfficeDays) -> Calendar:
    standing = {day.date: day for day in calendar.office_days}
    laid = [day.model_copy(update={"version": file.version}) for day in file.days]
    if all(standing.get(day.date) == day for day in laid):
        raise CalendarAlreadyAdopted(calendar=name_of(file))
    newer = {day.date: day for day in laid if _is_newer(day, standing.get(day.date))}
    if not newer:
        own = ", ".join(dict.fromkeys(standing[day.date].document for day in laid))
        raise CalendarNotNewer(calendar=name_of(file), standing=own)
    days = tuple(sorted((standing | newer).values(), key=lambda day: day.date))
    return Calendar(tables=calendar.tables, office_days=days)


def _require_newer_days(standing: OfficeDays, file: OfficeDays) -> None:
    one, other = "".join(standing.region.split("-")), "".join(file.region.split("-"))
    if not (one.startswith(other) or other.startswith(one)):
        return
    shared = {day.date for day in standing.days} & {day.date for day in file.days}
    if shared and version_order(file.version) <= version_order(standing.version):
        raise CalendarNotNewer(calendar=name_of(file), standing=name_of(standing))


def _is_newer(day: OfficeDay, standing: OfficeDay | None) -> bool:
    if standing is None or standing.version is None:
        return True
    return version_order(day.version or "") > version_order(standing.version)


def _regions_above(region: str) -> set[str]:
    """The region and those that it is a part of: ``CN-45`` lies in ``CN``."""
    parts = region.split("-")
    return {"-".join(parts[:length]) for length in range(1, len(parts) + 1)}


class _Asked:
    """A law and a file, compared by content, so that thousands of cases share what comes of them."""

    def __init__(self, book: Rulebook, file: YearTable | OfficeDays) -> None:
        self.book, self.file = book, file
        self.text = f"{book.digest}\n{file.model_dump_json()}"

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.text == self.text


@lru_cache(maxsize=256)
def _shared(asked: _Asked) -> Rulebook:
    book = asked.book
    calendar = with_file(book.calendar, asked.file, book.catalogue.jurisdiction.code)
    return Rulebook(catalogue=book.catalogue, calendar=calendar, hours=book.hours)
