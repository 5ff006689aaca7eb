import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from runtime.embedded.throwaway import throwaway_temporal
from runtime.temporal import connect
from tests.desk.counter import Browser, Counter
from tests.desk.opening import open_counter, work
from workflows.signposts import ALL


@pytest.fixture(scope="module")
async def office(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Counter]:
    """A desk of its own: a reorganisation goes through every case that there is."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(new_database())
        client = await connect(await stack.enter_async_context(throwaway_temporal(ALL)))
        home = tmp_path_factory.mktemp("office")
        opened = await open_counter(stack, url, client, home, timedelta(seconds=20))
        await work(stack, opened, client)
        yield opened


@pytest.fixture
async def admin(office: Counter) -> Browser:
    """The administrator's browser."""
    return await office.browser("administrator")


async def test_departments_stand_with_people_items_and_days(office: Counter, admin: Browser) -> None:
    """Those of the catalogue and those of the directory."""
    await office.shared_case()
    page = (await admin.get("/admin/departments")).text

    assert "水利局" in page
    assert 'href="/admin/people?department=water"' in page
    assert "有效" in page


async def test_a_reorganisation_says_what_it_moves_and_goes_through_every_case(
    office: Counter, admin: Browser
) -> None:
    """Only in the own jurisdiction; the history of the case names the document."""
    number = await office.case(accepted=True)
    fields = {
        "department": "fire",
        "successor": "public-safety",
        "name_zh": "公共安全局",
        "name_en": "Public Safety Bureau",
        "document": "示例编办〔2026〕9号",
    }
    summary = await admin.post_form("/admin/reorganise", **fields)
    begun = await admin.post_form("/admin/reorganise", **fields, confirmed="yes")
    receipt = await admin.get(begun.headers["location"])
    for _ in range(300):
        page = (await admin.get("/admin/departments")).text
        if "已完成" in page:
            break
        await asyncio.sleep(0.1)
    history = await admin.get(f"/api/v1/cases/{number}/events")

    assert "未结事项" in summary.text
    assert "机构改革转交" in receipt.text
    assert "已完成" in page
    assert "示例编办〔2026〕9号" in page
    assert "department-reorganised" in history.text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"successor": "fire"}, "与原部门相同"),
        ({"name_zh": "", "name_en": ""}, "须写明名称"),
        ({"document": ""}, "依据文件"),
        ({"successor": "Public Safety"}, "代码"),
    ],
)
async def test_a_reorganisation_that_cannot_be_is_refused_in_the_form(
    admin: Browser, change: dict[str, str], why: str
) -> None:
    """Before any case is touched."""
    fields = {"department": "fire", "successor": "new-office", "name_zh": "新局", "document": "文"}
    answer = await admin.post_form("/admin/reorganise", **{**fields, **change}, confirmed="yes")

    assert answer.status_code == 422
    assert why in answer.text


async def test_departments_are_the_administrator_s(office: Counter) -> None:
    """403 for others."""
    clerk = await office.browser("clerk")

    assert (await clerk.get("/admin/departments")).status_code == 403
    assert (await clerk.post_form("/admin/reorganise", confirmed="yes")).status_code == 403
