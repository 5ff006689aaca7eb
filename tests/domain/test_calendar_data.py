from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from models.domain.calendar_table import OfficeDay, YearTable, check_office_days
from runtime.documents import DocumentFaults, load_calendar, load_calendars

SATURDAY = 5
VALID = """\
calendar: 1
region: CN
year: 2026
status: official
source: 国办发明电〔2025〕7号
version: "2026.1"
holidays:
  2026-01-01: 元旦
  2026-02-15: 春节
makeup_workdays:
  - 2026-01-04
  - 2026-02-14
"""


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]


def _works(table: YearTable, day: date) -> bool:
    if day in table.makeup_workdays:
        return True
    return day not in table.holidays and day.weekday() < SATURDAY


def _by_chinesecalendar(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def _by_holidays(day: date) -> bool:
    return holidays.country_holidays("CN", years=day.year).is_working_day(day)


@pytest.mark.parametrize("oracle", [_by_chinesecalendar, _by_holidays])
@pytest.mark.parametrize("table", load_calendars(), ids=lambda table: str(table.year))
def test_every_day_is_what_two_independent_sources_say(
    table: YearTable, oracle: Callable[[date], bool]
) -> None:
    """One wrong day moves every deadline behind it."""
    assert [day for day in _days_of(table.year) if _works(table, day) is not oracle(day)] == []


def test_the_years_2024_to_2026_are_official_and_2027_is_not_there_yet() -> None:
    """The next year is published in November; until then its days are provisional."""
    tables = load_calendars()

    assert [(table.year, table.status, table.source) for table in tables] == [
        (2024, "official", "国办发明电〔2023〕7号"),
        (2025, "official", "国办发明电〔2024〕12号"),
        (2026, "official", "国办发明电〔2025〕7号"),
    ]


def test_2026_has_248_working_days() -> None:
    """The figure that goes with the published table."""
    table = load_calendars()[-1]

    assert sum(_works(table, day) for day in _days_of(2026)) == 248


def test_a_region_without_tables_has_none() -> None:
    """Everything is provisional there; nothing is borrowed from another region."""
    assert load_calendars("XX") == ()


def test_equal_tables_are_one_key(tmp_path: Path) -> None:
    """An index over tables is cached by what they say, not by which file said it."""
    (tmp_path / "a.yaml").write_text(VALID, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(VALID.replace("2026-02-14", "2026-02-28"), encoding="utf-8")

    one, again, other = (load_calendar(tmp_path / name) for name in ("a.yaml", "a.yaml", "b.yaml"))

    assert one == again
    assert hash(one) == hash(again)
    assert one != other
    assert YearTable.model_validate_json(one.model_dump_json()) == one


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("2026-01-01: 元旦", "2025-01-01: 元旦", "8: holidays.2025-01-01"),
        ("  - 2026-01-04", "  - 2027-01-03", "11: makeup_workdays[0]"),
        ("  - 2026-02-14", "  - 2026-02-15", "12: makeup_workdays[1]"),  # also a holiday
        ("  - 2026-02-14", "  - 2026-02-13", "12: makeup_workdays[1]"),  # a Friday
        ("  - 2026-02-14", "  - 2026-01-04", "12: makeup_workdays[1]"),  # twice
        ("2026-02-15: 春节", "2026-01-01: 春节", "9: holidays.2026-01-01"),  # twice
        ("2026-02-15: 春节", "2026-02-30: 春节", "9: holidays.2026-02-30"),  # no such day
        ("2026-02-15: 春节", "15 Feb: 春节", "9: holidays.15 Feb"),
        ("2026-02-15: 春节", "2026-02-15: 3", "9: holidays.2026-02-15"),
        ("year: 2026", "year: twenty", "3: year"),
        ("year: 2026", "year: 26", "3: year"),
        ("calendar: 1", "calendar: 2", "1: calendar"),
        ("calendar: 1", "calendar: true", "1: calendar"),
        ("region: CN", "region: China", "2: region"),
        ("status: official", "status: final", "4: status"),
        ('version: "2026.1"', "version: 2026.1", "6: version"),
        ("source: 国办发明电〔2025〕7号", "source: ", "5: source"),
        ("source: 国办发明电〔2025〕7号", "sauce: x", "5: sauce"),
        ("source: 国办发明电〔2025〕7号\n", "", "1: source"),  # missing: the line of the whole
        ("makeup_workdays:", "makeup_workdays: 2026-01-04\nother:", "10: makeup_workdays"),
    ],
)
def test_a_table_is_refused_at_the_place_that_is_wrong(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    """Interfaces §2, and the shapes around it."""
    assert VALID.count(old) == 1
    file = tmp_path / "cn.yaml"
    file.write_text(VALID.replace(old, new), encoding="utf-8")

    with pytest.raises(DocumentFaults) as refused:
        load_calendar(file)

    assert any(line.startswith(f"{file}:{place}: ") for line in refused.value.lines("en"))


def test_a_holiday_may_be_a_plain_weekend_day(tmp_path: Path) -> None:
    """The published lists name whole holidays, weekends included: 15 February 2026 is a Sunday."""
    file = tmp_path / "cn.yaml"
    file.write_text(VALID, encoding="utf-8")

    assert load_calendar(file).holidays[date(2026, 2, 15)] == "春节"


def test_json_says_the_same_as_yaml(tmp_path: Path) -> None:
    """Other systems write JSON."""
    (tmp_path / "cn.yaml").write_text(VALID, encoding="utf-8")
    table = load_calendar(tmp_path / "cn.yaml")
    (tmp_path / "cn.json").write_text(table.model_dump_json(indent=1), encoding="utf-8")

    assert load_calendar(tmp_path / "cn.json") == table


def test_an_office_lays_one_day_over_the_table_once() -> None:
    """Two entries for one day could contradict each other."""
    flood = OfficeDay(
        date=date(2026, 6, 3), working=False, reason="洪水停办", document="灵政办〔2026〕5号", person="chen"
    )
    again = flood.model_copy(update={"working": True})

    assert check_office_days((flood,)) == []
    assert [fault.path for fault in check_office_days((flood, again))] == [(1, "date")]
