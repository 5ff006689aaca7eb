"""The kinds of cases that the fault test drives: each a way through the procedure that a clerk knows."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Final

from benchmarks import procedure
from models.domain.commands import Order
from models.domain.rulebook import Rulebook
from tests.domain.sample import CATALOGUE, calendar, rulebook
from tests.faults.author import DELIVERY, Author
from tests.faults.clicks import Click, Story

Clicks = tuple[Click, ...]

_AGREE: Final[dict[str, Any]] = {"opinion": "agree", "reason": "符合要求", "result": "审1号"}
_REFUSE: Final[dict[str, Any]] = {"opinion": "disagree", "reason": "间距不足", "basis": "防火规范 第三条"}


@cache
def swift() -> Rulebook:
    """The sample law with limits of one day: what was entered late breaks when the office closes."""
    items = [{**item, "committed": 1} for item in CATALOGUE["items"]]
    return rulebook(items=items, limits={**CATALOGUE["limits"], "corrections": 1})


@cache
def wide() -> Rulebook:
    """Eleven departments side by side, as in the benchmarks, under the calendar that the oracle knows."""
    return Rulebook(catalogue=procedure.rulebook().catalogue, calendar=calendar())


def granted(author: Author) -> Story:
    """The whole way, with departments side by side; sent back or stopped on the way now and then."""
    return author.tell(
        "granted",
        rulebook(),
        ("delivered",),
        first=_opened(author),
        lanes=_departments(author),
        last=(*_decided(author, "granted"), author.wrong("clerk", "withdraw-case", reason="改期")),
    )


def eleven(author: Author) -> Story:
    """The case of the benchmarks: eleven departments, forty-four commands."""
    script = procedure.script(author.number)

    def clicked(orders: Iterable[Order]) -> Clicks:
        return tuple(author.clicked(order) for order in orders)

    return author.tell(
        "eleven",
        wide(),
        ("delivered",),
        first=clicked(script.opening),
        lanes=tuple(clicked(orders) for orders in script.departments),
        last=clicked(script.closing),
    )


def corrected(author: Author) -> Story:
    """Corrections are asked for in one notice, and come; then the whole way."""
    return author.tell(
        "corrected",
        rulebook(),
        ("delivered",),
        first=(
            author.click("clerk", "file-case", **author.filing(materials=["report"])),
            author.clicked(
                author.order("forestry-handler", "report-gap", material="photos", reason="照片不清")
            ),
            author.click("clerk", "request-corrections", gaps=[{"material": "photos", "reason": "未提交"}]),
            author.wrong("clerk", "accept-case"),
            author.click("clerk", "submit-corrections", materials=["photos"]),
            author.click("clerk", "accept-case"),
        ),
        lanes=_departments(author),
        last=_decided(author, "granted"),
    )


def refused(author: Author) -> Story:
    """The fire service refuses; the supervisor returns the filing once and then lets it stand."""
    forest, flood, fire = _departments(author, fire=_REFUSE)
    filed = (
        author.click("supervisor", "return-negative", item="fire-consult", reason="依据不明确"),
        author.click("fire-handler", "propose-opinion", item="fire-consult", **_REFUSE),
        author.wrong("fire-handler", "propose-opinion", item="fire-consult", **_REFUSE),
        author.click("supervisor", "confirm-negative", item="fire-consult"),
    )
    return author.tell(
        "refused",
        rulebook(),
        ("delivered",),
        first=_opened(author),
        lanes=(forest, flood, (*fire, *filed)),
        last=_decided(author, "refused"),
    )


def withdrawn(author: Author) -> Story:
    """The applicant steps back while the departments are at work; what comes after that is refused."""
    lanes = tuple(tuple(_perhaps(click) for click in lane) for lane in _departments(author))
    pause = author.draw.uniform(0.1, 4)
    withdrawal = replace(author.click("clerk", "withdraw-case", reason="企业调整计划"), pause=pause)
    return author.tell(
        "withdrawn",
        rulebook(),
        ("withdrawn",),
        first=_opened(author),
        lanes=(*lanes, (withdrawal,)),
        last=(
            author.wrong("fire-handler", "propose-opinion", item="fire-consult", **_AGREE),
            author.wrong("clerk", "consolidate-case", outcome="granted"),
        ),
    )


def declined(author: Author) -> Story:
    """Not accepted; the supervisor lets the refusal stand."""
    decline = author.order("clerk", "decline-case", reason="不属于本机关职权", basis="行政许可法 第三十二条")
    return author.tell(
        "declined",
        rulebook(),
        ("declined",),
        first=(
            author.click("clerk", "file-case", **author.filing()),
            author.clicked(decline),
            author.click("supervisor", "confirm-negative"),
            author.wrong("clerk", "accept-case"),
        ),
    )


def misfiled(author: Author) -> Story:
    """The form is wrong at first; filed again under the key of the first try, and given up."""
    wrong = author.wrong("clerk", "file-case", **author.filing(materials=["nonsense"]))
    right = author.order("clerk", "file-case", **author.filing())
    again = right.model_copy(update={"key": wrong.orders[0].key})
    return author.tell(
        "misfiled",
        rulebook(),
        ("withdrawn",),
        first=(wrong, author.clicked(again), author.click("clerk", "withdraw-case", reason="重新申报")),
    )


def late(author: Author) -> Story:
    """Promises were broken before anybody entered the case; rungs and an overrun stop come at closing."""
    author.with_own_clock()
    assert author.closing is not None
    today = author.closing.day.isoformat()
    stop = {"item": "fire-consult", "reason": "hearing", "notice": "听证1号", "until": today}
    back = author.draw.choice((1, 2, 4))
    return author.tell(
        "late",
        swift(),
        ("delivered",),
        first=(
            author.click("clerk", "file-case", told=f"{back} 10:00", **author.filing(materials=["report"])),
            author.click("clerk", "accept-case", told=f"{back} 10:30",
                         gaps=[{"material": "photos", "by": today}]),
            author.click("fire-handler", "stop-clock", **stop),
            author.click("water-handler", "acknowledge-notice", item="flood"),
        ),
        after_closing=(
            author.click("clerk", "close-gap", material="photos"),
            author.click("fire-handler", "resume-clock", item="fire-consult", reason="hearing"),
            *_one_after_another(author),
            *_decided(author, "granted"),
        ),
    )  # fmt: skip


def lapsed(author: Author) -> Story:
    """Corrections were asked for the day before and never come."""
    author.with_own_clock()
    return author.tell(
        "lapsed",
        swift(),
        ("terminated",),
        first=(
            author.click("clerk", "file-case", told="1 10:00", **author.filing(materials=["report"])),
            author.click("clerk", "request-corrections", told="1 11:00", gaps=[{"material": "photos"}]),
            author.wrong("clerk", "accept-case"),
        ),
        after_closing=(author.wrong("clerk", "submit-corrections", materials=["photos"]),),
    )


def deemed(author: Author) -> Story:
    """Nobody accepted for five working days: at closing time silence does."""
    author.with_own_clock()
    return author.tell(
        "deemed",
        swift(),
        ("withdrawn",),
        first=(author.click("clerk", "file-case", told="5 10:00", **author.filing()),),
        after_closing=(
            author.wrong("clerk", "accept-case"),
            author.click("fire-handler", "acknowledge-notice", item="fire-consult"),
            author.click("clerk", "withdraw-case", reason="企业调整计划"),
        ),
    )


KINDS: Final[tuple[Callable[[Author], Story], ...]] = (
    *(granted, granted, granted, eleven, corrected, refused, withdrawn, withdrawn),
    *(declined, misfiled, late, late, late, lapsed, deemed),
)
"""One hand of the deck from which the cases of a run are dealt."""


def _opened(author: Author) -> Clicks:
    return (author.click("clerk", "file-case", **author.filing()), author.click("clerk", "accept-case"))


def _departments(author: Author, fire: dict[str, Any] = _AGREE) -> tuple[Clicks, Clicks, Clicks]:
    """Three lanes: the forest; the water with the approval that waits for it; the fire service."""
    return (
        _item(author, "forestry", "forest-land", ("handler", "reviewer", "approver")),
        (
            *_item(author, "water", "flood", ("handler", "approver")),
            *_item(author, "dev-reform", "approval", ("handler", "approver")),
        ),
        _item(author, "fire", "fire-consult", ("handler",), fire),
    )


def _item(
    author: Author, department: str, item: str, levels: tuple[str, ...], opinion: dict[str, Any] = _AGREE
) -> Clicks:
    handler = f"{department}-handler"
    propose = author.click(handler, "propose-opinion", item=item, **opinion)
    clicks = [author.click(handler, "acknowledge-notice", item=item)]
    if author.chance(0.25):
        stop = {"item": item, "reason": "expert-review", "notice": "评审1号", "until": "2099-12-31"}
        clicks += [author.click(handler, "stop-clock", **stop)]
        clicks += [author.click(handler, "resume-clock", item=item, reason="expert-review")]
    if author.chance(0.3):
        clicks.append(author.nonsense())
    clicks.append(propose)
    if len(levels) > 1 and author.chance(0.2):
        second = f"{department}-{levels[1]}"
        clicks.append(author.click(second, "send-back", item=item, to="handler", reason="补充说明"))
        clicks.append(author.click(handler, "propose-opinion", item=item, **opinion))
    if "reviewer" in levels:
        clicks.append(author.click(f"{department}-reviewer", "endorse-opinion", item=item))
    if "approver" in levels:
        clicks.append(author.click(f"{department}-approver", "conclude-item", item=item))
    return tuple(clicks)


def _one_after_another(author: Author) -> Clicks:
    """The departments' work in turns; water has signed for its notice already."""
    forest, (signature, *water), fire = _departments(author)
    assert signature.orders[0].command.do == "acknowledge-notice"
    return (*forest, *water, *fire)


def _decided(author: Author, outcome: str) -> Clicks:
    return (
        author.click("clerk", "consolidate-case", outcome=outcome, explanation="经研究决定"),
        author.click("clerk", "deliver-case", **DELIVERY),
        author.wrong("clerk", "deliver-case", **DELIVERY),
    )


def _perhaps(click: Click) -> Click:
    """A click that may come too late; what is to be refused stays so."""
    return click if click.expected == "refused" else replace(click, expected="either")
