import asyncio
import json
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

import starter
from activities.calendars import OfficeCalendars
from models.domain.calendar_table import OfficeDays, check_office_days_file
from runtime.documents import load, load_calendars

FLOOD = load(
    Path(__file__).parents[1] / "calendars" / "sample-flood.yaml", OfficeDays, check_office_days_file
)


async def test_a_deadline_goes_by_the_calendar_that_the_office_has_adopted(
    database_url: str, engine: AsyncEngine
) -> None:
    """The county's closure moves it from 18 to 22 June, and no other county's."""
    calendars = OfficeCalendars(engine)
    await calendars.begin_with(load_calendars())
    await calendars.enter(FLOOD, "administrator")

    def typed(*more: str) -> Result:
        asked = ["deadline", "--from", "2026-06-15", "--limit", "3", "--json", *more]
        return CliRunner().invoke(starter.build(("deadline",)), asked, env={"DATABASE_URL": database_url})

    own, county, other = [
        json.loads((await asyncio.to_thread(typed, *more)).stdout)
        for more in ((), ("--jurisdiction", "450721"), ("--jurisdiction", "450722"))
    ]

    assert [each["due"] for each in (own, county, other)] == ["2026-06-18", "2026-06-22", "2026-06-18"]
    assert [each["calendar"]["of"] for each in (own, county, other)] == ["program", "office", "office"]
    assert "示例防指〔2026〕1号" in county["calendar"]["version"]
    assert "示例防指〔2026〕1号" not in own["calendar"]["version"] + other["calendar"]["version"]
