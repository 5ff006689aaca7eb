import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from desk.web import sheets
from desk.web.sheets import Cell, Sheet, write_csv, write_xlsx
from models.domain.text import Words
from tests.desk.counter import Counter

HEADS = re.compile(r'<th scope="col"[^>]*>([^<]+)</th>')
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x", '=HYPERLINK("http://x","y")')


def of_csv(content: bytes) -> list[list[str]]:
    """The rows as a spreadsheet program reads them."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def of_xlsx(content: bytes) -> list[list[Any]]:
    """The values of the rows; a formula would begin with an equals sign and have the type f."""
    page = load_workbook(io.BytesIO(content)).active
    assert page is not None
    cells = [list(row) for row in page.iter_rows()]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "d"}
    return [[cell.value for cell in row] for row in cells]


def test_nothing_in_a_file_is_a_formula() -> None:
    """Whatever an applicant called the project: it is a text, in both kinds of file, with all its letters."""
    sheet = Sheet(Words(zh="表", en="Sheet"), [Words(zh="名称", en="Name")], [[each] for each in EVIL])
    told = [row[0] for row in of_csv(write_csv(sheet, "zh"))[1:]]
    kept = [row[0] for row in of_xlsx(write_xlsx(sheet, "zh"))[1:]]

    assert told == [f"'{each}" for each in EVIL]
    assert [str(each).replace("\r", "").replace("_x000D_", "").replace("_x000d_", "") for each in kept] == [
        f"'{each}".replace("\r", "") for each in EVIL
    ]


def test_days_and_numbers_stay_what_they_are() -> None:
    """A number may be negative; a day is a day; words are said in the reader's language."""
    at = datetime(2026, 9, 21, 9, 30, tzinfo=UTC)
    rows: list[list[Cell]] = [
        [-3, date(2026, 9, 21), at, Words(zh="红", en="red"), None, "450721-2026-000001"]
    ]
    sheet = Sheet(Words(zh="表", en="Sheet"), [Words(zh=each, en=each) for each in "abcdef"], rows)

    assert of_csv(write_csv(sheet, "en"))[1] == [
        "-3",
        "2026-09-21",
        "2026-09-21 09:30",
        "red",
        "",
        rows[0][5],
    ]
    assert of_xlsx(write_xlsx(sheet, "zh"))[1] == [
        -3,
        datetime(2026, 9, 21),  # noqa: DTZ001  # files of Excel know no zones
        at.replace(tzinfo=None),
        "红",
        None,
        "450721-2026-000001",
    ]


@pytest.fixture(scope="module")
async def number(counter: Counter) -> str:
    """A case whose project is called like a formula."""
    project = {"code": "2026-450721-78-01-000001", "name": "=HYPERLINK(导出示例)"}
    return await counter.case(project=project, accepted=True, answers={"uses_forest": False})


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (
            "/cases?query=%E5%AF%BC%E5%87%BA%E7%A4%BA%E4%BE%8B",
            "/cases.{kind}?query=%E5%AF%BC%E5%87%BA%E7%A4%BA%E4%BE%8B",
        ),
        ("/items?department=water", "/items.{kind}?department=water"),
        ("/cases/{number}/history", "/cases/{number}/history.{kind}"),
        ("/cases/{number}/picture", "/cases/{number}/picture.{kind}"),
    ],
)
async def test_a_file_has_the_columns_of_its_page(
    counter: Counter, number: str, page: str, file: str
) -> None:
    """The same titles in the same order, and the page leads to the file with the same filter."""
    browser = await counter.browser("supervisor")
    shown = (await browser.get(page.format(number=number))).text
    heads = HEADS.findall(shown)
    for kind in ("csv", "xlsx"):
        way = file.format(number=number, kind=kind)
        answer = await browser.get(way)
        rows = of_csv(answer.content) if kind == "csv" else of_xlsx(answer.content)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert rows[0] == heads[: len(rows[0])]
        assert f'href="{way}" download' in shown


async def test_a_file_holds_every_page_of_what_was_asked_for(counter: Counter, number: str) -> None:
    """And nothing else: the filter of the page, to its last line."""
    browser = await counter.browser("supervisor")
    for place in range(55):
        await counter.case(project={"code": f"2026-450721-79-01-{place:06d}", "name": f"成批导出{place}"})
    batch = of_csv((await browser.get("/cases.csv?query=成批导出")).content)
    one = of_csv((await browser.get("/cases.csv?query=导出示例")).content)
    kept = of_xlsx((await browser.get("/cases.xlsx?query=导出示例")).content)

    assert sorted(row[3] for row in batch[1:]) == sorted(f"成批导出{place}" for place in range(55))
    assert [row[2:5] for row in one[1:]] == [[number, "'=HYPERLINK(导出示例)", "applicant"]]
    assert kept[1][3] == "'=HYPERLINK(导出示例)"


async def test_what_is_too_long_for_a_file_is_said_plainly(
    counter: Counter, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file that silently ends somewhere."""
    assert number
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    answer = await (await counter.browser("supervisor")).get("/items.csv?state=any")

    assert answer.status_code == 422
    assert "缩小筛选范围" in answer.text


async def test_a_file_is_limited_to_what_its_reader_may_see(counter: Counter, number: str) -> None:
    """In every export; strangers get an empty list, and of a case nothing at all."""
    for account in ("forestry-handler", "abroad-supervisor", "other-applicant"):
        browser = await counter.browser(account)
        assert len(of_csv((await browser.get(f"/cases.csv?query={number}&state=any")).content)) == 1
        for name in ("history", "picture", "holders"):
            assert (await browser.get(f"/cases/{number}/{name}.csv")).status_code == 404, (account, name)
        if account != "other-applicant":
            assert number not in (await browser.get("/items.csv?state=any")).text
    own = await counter.browser("applicant")
    assert number in (await own.get(f"/cases.csv?query={number}")).text
    assert (await own.get("/items.csv")).status_code == 403
    assert (await own.get("/workload.csv")).status_code == 403
    assert (await own.get(f"/cases/{number}/picture.csv")).status_code == 403


async def test_the_workload_is_a_file_as_well(counter: Counter, number: str) -> None:
    """Both of its tables."""
    assert number
    browser = await counter.browser("supervisor")
    loads = of_xlsx((await browser.get("/workload.xlsx")).content)
    weeks = of_csv((await browser.get("/workload/weeks.csv?department=water")).content)

    assert loads[0][0] == "部门"
    assert loads[-1][0] == "合计"
    assert [sum(row[place] for row in loads[1:-1]) for place in range(1, 7)] == loads[-1][1:]
    assert len(weeks) == 13


async def test_the_inbox_is_a_file_as_well(counter: Counter, number: str) -> None:
    """Each of its lists on its own, with what is the person's and nothing else."""
    water = await counter.browser("water-handler")
    await water.command(number, "acknowledge-notice", item="flood")
    await water.command(number, "take-item", item="flood")
    shown = (await water.get("/")).text
    mine = of_csv((await water.get("/tasks.csv?of=mine")).content)
    pool = of_csv((await water.get("/tasks.csv?of=pool")).content)
    names = await counter.app.state.desk.directory.names(["water-handler"])

    assert 'href="/tasks.csv?of=mine" download' in shown
    assert mine[0] == HEADS.findall(shown.split('id="mine"')[1])[:6]
    assert [row[5] for row in mine[1:] if number in row[3]] == [f"承办中\n{names['water-handler']}"]
    assert number not in str(pool)
    assert (await (await counter.browser("applicant")).get("/tasks.csv")).status_code == 403
