"""The days of one year that a weekday alone does not tell: holidays and make-up working days.

Source of the Chinese tables: the yearly notice of the General Office of the State Council
under art. 6 of 全国年节及纪念日放假办法; 行政许可法 art. 82 counts limits in working days.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictBool, StrictInt, StrictStr, Tag

from models.domain.day import Day
from models.domain.faults import Fault
from models.domain.format_version import FormatOne
from models.domain.text import Line, shaped

SATURDAY = 5

Region = Annotated[
    StrictStr,
    shaped(r"[A-Z]{2}(?:-[A-Z0-9]{1,8})*", "应为地区代码，如 CN", "must be a region code such as CN"),
]


class YearTable(BaseModel):
    """Holidays and make-up working days of one region and year, with where they come from.

    Hashable by content, so that an index over several tables can be cached. `provisional`
    tables are counted, but no legal effect may rest on them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    calendar: FormatOne
    region: Region
    year: Annotated[StrictInt, Field(ge=2000, le=2100)]
    status: Literal["official", "provisional"]
    source: Line
    version: Line
    holidays: Mapping[Day, Line]
    makeup_workdays: tuple[Day, ...]

    def __hash__(self) -> int:
        """By content: region, year and the days themselves."""
        return hash(
            (self.region, self.year, self.status, self.version, tuple(self.holidays), self.makeup_workdays)
        )


class OfficeDay(BaseModel):
    """A day that one office lays over the table: a flood closure, an extra opening day.

    ``version`` is that of the file which laid it; the file says it once for all its days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: Day
    working: StrictBool
    reason: Line
    document: Line
    person: Line
    version: Line | None = None


class OfficeDays(BaseModel):
    """A file of days that an office lays over the tables (interfaces.md §2).

    ``region`` is a country, or a country and the beginning of a jurisdiction's code (``CN-4507``): the
    offices there follow it. Of two files that name one day, the one with the higher version counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    office_days: FormatOne
    region: Region
    version: Line
    days: tuple[OfficeDay, ...] = Field(min_length=1)


def _which(value: object) -> str:
    """Which of the two kinds of file this is; a file that does not say is taken for a year's table."""
    asked = "office_days" in value if isinstance(value, Mapping) else isinstance(value, OfficeDays)
    return "office-days" if asked else "year-table"


CalendarFile = Annotated[
    Annotated[YearTable, Tag("year-table")] | Annotated[OfficeDays, Tag("office-days")],
    Discriminator(_which),
]
"""What the calendar of an office is made of: the table of a year, or days laid over the tables."""


def check_calendar_file(file: YearTable | OfficeDays) -> list[Fault]:
    """Everything wrong with either kind of file that its shape alone does not show."""
    return check_year_table(file) if isinstance(file, YearTable) else check_office_days_file(file)


def check_year_table(table: YearTable) -> list[Fault]:
    """Everything wrong with the table that its shape alone does not show."""
    return [*_check_holidays(table), *_check_makeup_workdays(table)]


def _check_holidays(table: YearTable) -> Iterator[Fault]:
    for day in table.holidays:
        if day.year != table.year:
            yield _other_year(("holidays", day.isoformat()), day, table.year)


def _check_makeup_workdays(table: YearTable) -> Iterator[Fault]:
    seen: set[date] = set()
    for position, day in enumerate(table.makeup_workdays):
        path = ("makeup_workdays", position)
        if day.year != table.year:
            yield _other_year(path, day, table.year)
        if day in table.holidays:
            yield Fault(
                path,
                f"{day} 同时列为节假日（{table.holidays[day]}）和调休上班日",
                f"{day} is listed both as a holiday ({table.holidays[day]}) and as a make-up working day",
            )
        if day.weekday() < SATURDAY:
            yield Fault(
                path,
                f"{day} 不是星期六或星期日，不能是调休上班日",
                f"{day} is neither a Saturday nor a Sunday, so it cannot be a make-up working day",
            )
        if day in seen:
            yield Fault(path, f"{day} 列了两次", f"{day} is listed twice")
        seen.add(day)


def _other_year(path: tuple[str | int, ...], day: date, year: int) -> Fault:
    return Fault(path, f"{day} 不属于 {year} 年", f"{day} does not belong to the year {year}")


def check_office_days(days: tuple[OfficeDay, ...]) -> list[Fault]:
    """Each day may be laid over once: two entries for one day could contradict each other."""
    faults: list[Fault] = []
    seen: set[date] = set()
    for position, day in enumerate(days):
        if day.date in seen:
            faults.append(Fault((position, "date"), f"{day.date} 列了两次", f"{day.date} is listed twice"))
        seen.add(day.date)
    return faults


def check_office_days_file(file: OfficeDays) -> list[Fault]:
    """Days named twice, and a version that is written at a day instead of at the top."""
    faults = [fault.under("days") for fault in check_office_days(file.days)]
    for position, day in enumerate(file.days):
        if day.version is not None:
            path = ("days", position, "version")
            faults.append(
                Fault(path, "版本写在文件开头，不写在某一天", "the version is written once, at the top")
            )
    return faults
