import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.lists import Lists
from desk.narrowing import ANY, CaseFilter, ItemFilter, Span
from desk.turning import CASES_RECEIVED, ITEMS_ENDED
from models.domain.clock import OfficeHours
from models.domain.names import DepartmentCode
from models.domain.visibility import Sight, sight_of
from runtime.database import open_engine
from tests.desk.counter import Counter, people
from tests.desk.walking import NO_PAGES, page_routes

BIG = ("cases", "items", "clocks", "register", "notices", "attachments")
"""Tables that grow with every case, and what the names of their partitions begin with."""
CURSOR = "WyI5OTk5LTEyLTMxIiwgIjQ1MDcyMS0yMDI2LTAwMDAwMSJd"

Asked = list[tuple[str, Any]]


@contextlib.contextmanager
def statements(engine: AsyncEngine) -> Iterator[Asked]:
    """The SELECTs that go to the database meanwhile, with what their places stand for."""
    found: Asked = []

    def keep(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", keep)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", keep)


async def plan(engine: AsyncEngine, statement: str, parameters: Any, *forbidden: str) -> list[dict[str, Any]]:
    """The nodes of the plan that is left when PostgreSQL is to do without these ways as far as it can.

    A whole table is read then only where no index answers at all, however few rows there are.
    """
    async with engine.connect() as connection:
        for way in forbidden:
            await connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        told = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        plans = told.scalar_one()
    return list(nodes((json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"]))


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node and all below it."""
    yield node
    for inner in node.get("Plans", ()):
        yield from nodes(inner)


@pytest.mark.parametrize("account", ["clerk", "water-handler", "forestry-all", "supervisor", "applicant"])
async def test_no_page_reads_a_table_of_cases_from_end_to_end(counter: Counter, account: str) -> None:
    """Every statement of every page has an index for each big table; found from the routes."""
    number = await counter.shared_case()
    browser = await counter.browser(account)
    ways = [path for path in page_routes(counter) if "{" not in path and path not in NO_PAGES]
    ways += [
        path.format(number=number)
        for path in page_routes(counter)
        if path.count("{") == 1 == path.count("{number}")
    ]
    ways += ["/cases?query=工业&state=any", "/api/v1/cases", "/api/v1/tasks", "/api/v1/cases?state=delivered"]
    with statements(counter.engine) as asked:
        for way in ways:
            answer = await browser.get(way)
            assert answer.status_code < 500, way
    read_whole = {
        (node["Relation Name"], statement)
        for statement, parameters in {each[0]: each for each in asked}.values()
        for node in await plan(counter.engine, statement, parameters, "seqscan")
        if node["Node Type"] == "Seq Scan" and str(node["Relation Name"]).startswith(BIG)
    }

    assert len(asked) > 20
    assert not read_whole


DAY = date(2026, 11, 16)
WEEK = Span(DAY, date(2026, 11, 22))
OVERSEER = Sight("450721", everything=True)
HANDLER = sight_of(people()["water-handler"], "450721", date(2026, 1, 1))


async def test_lists_are_read_off_an_index_in_their_own_order(counter: Counter) -> None:
    """Nothing is sorted, so that a page costs the same however long the list is; also far down in it."""
    lists = Lists(counter.engine)
    with statements(counter.engine) as asked:
        for cursor in (None, CURSOR):
            for wanted in (CaseFilter(), CaseFilter(state=ANY), CaseFilter(state="archived")):
                await lists.cases(OVERSEER, wanted, cursor=cursor)
                await lists.cases(HANDLER, wanted, cursor=cursor)
        await lists.items(OVERSEER, ItemFilter(), OfficeHours())
        await lists.items(OVERSEER, ItemFilter(department=DepartmentCode("water")), OfficeHours())
        await lists.cases(OVERSEER, CaseFilter(still=True))
        await lists.cases(
            OVERSEER, CaseFilter(state=ANY, received=WEEK), cursor=CASES_RECEIVED.cursor(DAY, "4")
        )
        await lists.items(OVERSEER, ItemFilter(still=True), OfficeHours())
        for late in (False, True):
            wanted_items = ItemFilter(ended=WEEK, late=late)
            ended = ITEMS_ENDED.cursor(datetime(2026, 11, 20, tzinfo=UTC), "4", "flood")
            await lists.items(OVERSEER, wanted_items, OfficeHours(), cursor=ended)
    assert len(asked) == 19
    for statement, parameters in asked:
        kinds = {
            node["Node Type"]
            for node in await plan(counter.engine, statement, parameters, "seqscan", "sort", "bitmapscan")
        }
        assert not kinds & {"Sort", "Incremental Sort", "Seq Scan"}, statement


@pytest.mark.parametrize("account", ["water-handler", "forestry-all", "supervisor"])
async def test_each_kind_of_task_is_read_off_its_own_index(counter: Counter, account: str) -> None:
    """What one holds, what has come to one's level, refusals to confirm, and the pool of a department."""
    person = people()[account]
    sight = sight_of(person, "450721", counter.app.state.desk.today)
    with statements(counter.engine) as asked:
        for mine in (True, False, None):
            await Lists(counter.engine).tasks(person, sight, mine=mine)
    used = {
        node["Index Name"]
        for statement, parameters in asked
        for node in await plan(counter.engine, statement, parameters, "seqscan", "sort", "bitmapscan")
        if "Index Name" in node
    }
    levels = person.has("reviewer", "approver")

    assert asked
    assert "items_holder" in used
    assert used & {"items_open", "items_due"} or not sight.departments
    assert "items_level" in used or not levels
    assert "items_negative" in used or not person.has("supervisor")


async def test_the_desk_alone_has_each_question_planned_for_its_own_values(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
) -> None:
    """What is rare with one is frequent with another; what enters events keeps its plan."""
    async with new_database() as url:
        found = []
        for pages in (True, False):
            engine = open_engine(url, connections=1, pages=pages)
            async with engine.connect() as connection:
                found.append((await connection.exec_driver_sql("SHOW plan_cache_mode")).scalar_one())
            await engine.dispose()

    assert found == ["force_custom_plan", "auto"]
