"""What the desk says when the plan of a case changes: a sentence an event, the case's page, the next step."""

from typing import Any, get_args

import pytest

from desk.telling import remarks
from desk.telling.standing import next_step, waiting_for, who_may
from desk.telling.story import Story
from models.domain import change_events
from models.domain.case import Case
from models.domain.events import Event
from models.domain.fold import evolve
from models.domain.text import Words
from tests.domain.sample import CHINESE, PEOPLE, Counter, moment
from tests.domain.standings import accepted, conclude
from tests.domain.test_changes import ADD, NO_FOREST, REUSE
from tests.domain.test_deeming import AFTER, REPLY, silent
from tests.domain.test_gaps import ready, tolerated
from tests.domain.test_returns import NOON, reissued, returned

WEDNESDAY = "2026-06-17 10:00"


def acted(counter: Counter, by: str, do: str, at: str = WEDNESDAY, **fields: Any) -> Counter:
    """The case after one more act."""
    counter.act(at, by, do, **fields)
    return counter


def photos(at: str) -> Counter:
    """The promised photos come."""
    return acted(tolerated(), "clerk", "close-gap", at, material="photos")


def transferred() -> Counter:
    """The water department's item lies on another desk."""
    counter = acted(accepted(), "water-handler", "acknowledge-notice", item="flood")
    return acted(counter, "water-department-head", "transfer-item", item="flood", to="water-second")


HEAD = "water-department-head"
PLAYED: dict[str, tuple[Counter, str, str]] = {
    "item-added": (
        acted(accepted(**NO_FOREST), "clerk", "add-item", **ADD),
        "clerk（发展改革局）增加“使用林地审核”：现场踏勘发现占用林地",
        "clerk (dev-reform) added “Forest land”: 现场踏勘发现占用林地",
    ),
    "item-dropped": (
        acted(accepted(), "clerk", "drop-item", item="flood", reason="无需评价"),
        "clerk（发展改革局）取消“洪水影响评价”：无需评价",
        "clerk (dev-reform) dropped “Flood review”: 无需评价",
    ),
    "result-reused": (
        acted(accepted(), "clerk", "reuse-result", **REUSE),
        "clerk（发展改革局）就“洪水影响评价”沿用已有结果水许可〔2025〕7号（2025-11-03）",
        "clerk (dev-reform) recognised the earlier result 水许可〔2025〕7号 of 2025-11-03 for “Flood review”",
    ),
    "notice-returned": (
        returned(),
        "water-clerk（水利局）退回“洪水影响评价”的抄告单450721-2026-000001-flood-1：非我局职责，应由林业部门办理",
        (
            "water-clerk (water) returned the notice 450721-2026-000001-flood-1 of “Flood review”: "
            "非我局职责，应由林业部门办理"
        ),
    ),
    "notice-issued": (
        reissued(to="forestry"),
        (
            "clerk（发展改革局）重新抄告林业局办理“洪水影响评价”，抄告单450721-2026-000001-flood-2代替"
            "450721-2026-000001-flood-1，承诺2026-06-26、法定2026-07-14前办结"
        ),
        (
            "clerk (dev-reform) handed “Flood review” out again to the forestry, notice "
            "450721-2026-000001-flood-2 in place of 450721-2026-000001-flood-1; "
            "committed until 2026-06-26, by law until 2026-07-14"
        ),
    ),
    "item-transferred": (
        transferred(),
        "water-department-head（水利局）将“洪水影响评价”转交water-second",
        "water-department-head (water) handed “Flood review” on to water-second",
    ),
    "gap-closed": (
        photos(WEDNESDAY),
        "clerk（发展改革局）补齐容缺材料：照片",
        "clerk (dev-reform) received the promised material: Photos",
    ),
    "gap-overdue": (
        tolerated().until("2026-06-25 08:00"),
        "容缺材料照片未在承诺日2026-06-24前补齐，告知牵头部门和申请人",
        "The material promised for 2026-06-24 has not come: Photos; told: lead department, applicant",
    ),
    "item-extended": (
        acted(accepted(), HEAD, "extend-item", item="flood", days=10, reason="水文复杂"),
        "water-department-head（水利局）延长“洪水影响评价”的法定时限10日：水文复杂",
        "water-department-head (water) extended the statutory limit of “Flood review” by 10 days: 水文复杂",
    ),
    "case-extended": (
        acted(accepted(), "service-centre-government-head", "extend-case", days=15, reason="补充论证"),
        "service-centre-government-head（政务服务中心）延长办件的法定时限15日：补充论证",
        (
            "service-centre-government-head (service-centre) extended the statutory limit of the case "
            "by 15 days: 补充论证"
        ),
    ),
    "department-reminded": (
        acted(accepted(), "supervisor", "remind", item="flood", text="请尽快"),
        "supervisor（政务服务中心）催办：水利局，“洪水影响评价”（请尽快）",
        "supervisor (service-centre) reminded the water of “Flood review” (请尽快)",
    ),
    "opinion-deemed": (
        silent().until(AFTER),
        "水利局逾期未就“洪水影响评价”答复，视为同意",
        "The water did not answer on “Flood review” in time: deemed opinion",
    ),
    "late-reply-kept": (
        acted(silent().until(AFTER), "water-handler", "propose-opinion", AFTER, **REPLY),
        (
            "water-handler（水利局）在“洪水影响评价”已视为同意后答复“不同意”"
            "（影响行洪；防洪法 第三十三条），存档备查，不改变结果"
        ),
        (
            "water-handler (water) answered “disagree” on “Flood review” after its opinion was deemed "
            "(影响行洪; 防洪法 第三十三条); kept, and changes nothing"
        ),
    ),
}


def last(counter: Counter, kind: str) -> tuple[Event, Case]:
    """The latest event of a kind, and the case with it folded in."""
    case, found = Case(number=counter.case.number), None
    for event in counter.events:
        case = evolve(case, event)
        if event.kind == kind:
            found = event, case
    assert found is not None
    return found


def of(lines: list[Words]) -> str:
    """The lines in Chinese, each said in English as well."""
    assert all(line.en and not CHINESE.match(line.en) for line in lines)
    return "；".join(line.zh for line in lines)


def test_every_change_of_the_plan_has_a_sentence_here() -> None:
    """An event without one would be told by its tag."""
    kinds = {
        kind.model_fields["kind"].default
        for kind in get_args(Event)
        if kind.__module__ == change_events.__name__
    }

    assert kinds <= PLAYED.keys()


@pytest.mark.parametrize("kind", PLAYED)
def test_each_change_is_told_in_both_languages(kind: str) -> None:
    """As a clerk would say it."""
    counter, zh, en = PLAYED[kind]

    told = Story(counter.book).sentence(*last(counter, kind))

    assert (told.zh, told.en) == (zh, en)


def test_the_page_of_a_case_tells_its_gaps() -> None:
    """Owed, overdue, come."""
    pages = [
        of(remarks.of_case(counter.case, counter.book))
        for counter in (tolerated(), tolerated().until("2026-06-25 08:00"), photos(WEDNESDAY))
    ]

    assert pages == [
        "容缺材料“照片”待补（承诺2026-06-24）",
        "容缺材料“照片”待补（承诺2026-06-24，已逾期）",
        "容缺材料“照片”已补齐（承诺2026-06-24）",
    ]


@pytest.mark.parametrize(
    ("counter", "item", "remark"),
    [
        (accepted(), "flood", ""),
        (tolerated(), "forest-land", "待补容缺材料后方可办结：照片"),
        (PLAYED["item-added"][0], "forest-land", "2026-06-17增加"),
        (PLAYED["item-dropped"][0], "flood", "已由牵头部门取消：无需评价"),
        (PLAYED["result-reused"][0], "flood", "沿用2025-11-03的已有结果水许可〔2025〕7号"),
        (PLAYED["opinion-deemed"][0], "flood", "逾期未答复，视为同意"),
        (PLAYED["item-extended"][0], "flood", "法定时限已延长10日"),
        (
            returned(),
            "flood",
            "抄告单450721-2026-000001-flood-1已退回，待重新抄告：非我局职责，应由林业部门办理",
        ),
        (reissued(), "flood", ""),
    ],
)  # fmt: skip
def test_the_page_of_a_case_notes_what_is_special_about_an_item(
    counter: Counter, item: str, remark: str
) -> None:
    """And nothing where nothing is."""
    assert of(remarks.of_item(counter.case, counter.item(item), counter.book)) == remark


def test_an_extended_case_says_so() -> None:
    """Beside its clocks."""
    counter = PLAYED["case-extended"][0]

    assert of(remarks.of_case(counter.case, counter.book)) == "法定时限已延长15日"


def test_a_returned_notice_is_the_lead_s_next_step() -> None:
    """The page says what it waits for, and names a person who may."""
    counter = returned()
    for item in ("forest-land", "fire-consult"):
        conclude(counter, item, "2026-06-16 11:00")
    step = next_step(counter.case, counter.book)

    assert step == ("reissue-notice", "flood", {})
    person = who_may(counter.case, step, [PEOPLE["water-clerk"], PEOPLE["clerk"]], moment(NOON), counter.book)
    assert person == PEOPLE["clerk"]
    assert "牵头部门“洪水影响评价”：抄告单已退回，待牵头部门重新抄告" in of(
        waiting_for(counter.case, counter.book)
    )


def test_an_owed_material_is_the_next_step_of_an_item_that_cannot_conclude() -> None:
    """Signing would be refused."""
    counter = ready(tolerated(), WEDNESDAY)

    assert next_step(counter.case, counter.book) == ("close-gap", None, {"material": "photos"})
