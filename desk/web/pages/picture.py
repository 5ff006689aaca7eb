"""办件图景: the course of a case as bars, its procedure as a graph, who held the clock; and all as tables."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from desk.picture.course import Course, course
from desk.picture.gantt_svg import draw_gantt
from desk.picture.procedure import draw_procedure
from desk.picture.shares import Shares, shares
from desk.picture.shares_svg import draw_shares
from desk.telling.history import told_history
from desk.web.callers import InsideHere, Seen
from desk.web.desk import DeskHere
from desk.web.language import language_of
from desk.web.pages.lines import MARKS
from desk.web.pages.shell import render
from desk.web.sheets import Cell, Kind, Sheet, download
from models.domain.clock import ONE_DAY
from models.domain.text import Words

router = APIRouter()

COURSE_COLUMNS = (
    Words(zh="事项", en="Item"),
    Words(zh="部门", en="Department"),
    Words(zh="状态", en="State"),
    Words(zh="起算", en="From"),
    Words(zh="办结", en="To"),
    Words(zh="经过工作日", en="Working days"),
    Words(zh="承诺至", en="Promised by"),
    Words(zh="法定至", en="By law by"),
    Words(zh="停止计时", en="Stops"),
    Words(zh="说明", en="Remarks"),
)
SHARE_COLUMNS = (
    Words(zh="序号", en="No."),
    Words(zh="由谁占用", en="Held by"),
    Words(zh="工作日", en="Working days"),
    Words(zh="占比（%）", en="Per cent"),
)
HISTORY_COLUMNS = (
    Words(zh="序号", en="No."),
    Words(zh="时间", en="Time"),
    Words(zh="经过", en="What happened"),
    Words(zh="标注", en="Marks"),
)
WHOLE = Words(zh="合计", en="Altogether")


@router.get("/cases/{number}/picture")
async def picture(request: Request, desk: DeskHere, seen: InsideHere) -> HTMLResponse:
    """The case in pictures, each with its table."""
    case, book, language = seen.case, seen.book, language_of(request)
    told, held = course(case, seen.at, book), shares(case, seen.at.date(), book)
    looks = {code: MARKS.get(item.state, "busy") for code, item in case.items.items()}
    return render(
        request,
        desk,
        "picture.html",
        seen.caller,
        case=case,
        course=told,
        # Our own drawings, in which every word was escaped; nothing of them comes from elsewhere.
        gantt=Markup(draw_gantt(told, case.number, book.days, language, "course-table")),  # noqa: S704
        procedure=Markup(draw_procedure(case, told, looks, book, language)),  # noqa: S704
        bar=Markup(draw_shares(held, language)),  # noqa: S704
        course_sheet=course_sheet(seen, told),
        share_sheet=share_sheet(held),
        held=held,
    )


@router.get("/cases/{number}/picture.{kind}")
async def picture_file(request: Request, desk: DeskHere, seen: InsideHere, kind: Kind) -> Response:
    """The course as a file."""
    sheet = course_sheet(seen, course(seen.case, seen.at, seen.book))
    return await download(sheet, kind, language_of(request), desk.local_now)


@router.get("/cases/{number}/holders.{kind}")
async def holders_file(request: Request, desk: DeskHere, seen: InsideHere, kind: Kind) -> Response:
    """Who held the clock, as a file."""
    sheet = share_sheet(shares(seen.case, seen.at.date(), seen.book))
    return await download(sheet, kind, language_of(request), desk.local_now)


@router.get("/cases/{number}/history.{kind}")
async def history_file(request: Request, desk: DeskHere, seen: InsideHere, kind: Kind) -> Response:
    """The history as a file."""
    rows = [
        (line.entry.seq, seen.book.hours.local(line.at), line.sentence, _joined(line.marks))
        for line in await told_history(desk.register, seen.case.number)
    ]
    title = Words.model_construct(zh=f"办件经过 {seen.case.number}", en=f"History {seen.case.number}")
    return await download(Sheet(title, HISTORY_COLUMNS, rows), kind, language_of(request), desk.local_now)


def course_sheet(seen: Seen, told: Course) -> Sheet:
    """What the bars say."""
    days, rows = seen.book.days, []
    for bar in told.bars:
        until = bar.ended or told.today - ONE_DAY  # today has not passed yet
        row: tuple[Cell, ...] = (
            bar.title,
            bar.department,
            bar.state,
            bar.begun,
            bar.ended,
            None if bar.begun is None else days.between(bar.begun, until),
            bar.committed,
            bar.statutory,
            _joined(
                [
                    Words.model_construct(
                        zh=f"{pause.reason.zh}（{pause.notice}）{pause.begun}至{pause.resumed or '今'}",
                        en=f"{pause.reason.en} ({pause.notice}) {pause.begun} to {pause.resumed or 'now'}",
                    )
                    for pause in bar.pauses
                ]
            ),
            _joined(
                [
                    *([_LATE] if bar.late else []),
                    *([_LEADS] if bar.leads else []),
                    *([_PROVISIONAL] if bar.provisional else []),
                ]
            ),
        )
        rows.append(row)
    number = seen.case.number
    return Sheet(Words.model_construct(zh=f"办件进度 {number}", en=f"Course {number}"), COURSE_COLUMNS, rows)


def share_sheet(held: Shares) -> Sheet:
    """The parties, those with the most days first, and the whole."""
    rows: list[tuple[Cell, ...]] = [
        (place, party.name, party.days, party.percent) for place, party in enumerate(held.parties, start=1)
    ]
    rows.append((None, WHOLE, held.total, 100 if held.total else 0))
    return Sheet(Words(zh="时间占用", en="Who held the clock"), SHARE_COLUMNS, rows)


def _joined(parts: list[Words] | tuple[Words, ...]) -> Words | None:
    if not parts:
        return None
    return Words.model_construct(
        zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts)
    )


_LATE = Words(zh="逾期", en="late")
_LEADS = Words(zh="决定总时长", en="decides the length")
_PROVISIONAL = Words(zh="暂定", en="provisional")
