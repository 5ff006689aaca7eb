"""What `case show` says of surveys, meetings, actions, records and the rating."""

from desk.telling.joint_standing import joint_lines
from tests.domain.joint import FINDING, MEETING, surveyed
from tests.domain.sample import CHINESE, Counter
from tests.domain.standings import in_state


def lines(counter: Counter) -> list[str]:
    """The lines in Chinese; those in English are words of no other language."""
    told = list(joint_lines(counter.case, counter.book))
    for line in told:
        assert line.en.strip()
        assert not CHINESE.search(line.en.replace("现场与材料一致", "").translate(_GIVEN)), line.en
    return [line.zh for line in told]


_GIVEN = str.maketrans("", "", "十里工业园吴雷同意补图系统停机")
"""What persons typed is told as typed."""


def test_everything_that_departments_do_together_has_its_line() -> None:
    """Open, then closed; who is missing; what is overdue; who has answered."""
    counter = surveyed()
    counter.act("2026-06-15 15:00", "clerk", "convene-meeting", **MEETING)
    counter.act("2026-06-17 10:00", "water-handler", "record-finding", item="flood", **FINDING)
    assert lines(counter) == [
        "联合勘查（第1次）：2026-06-17 09:00，十里工业园，进行中，待林业局",
        "  “洪水影响评价”：现场与材料一致（吴、雷）",
        "联审会议（第1次）：2026-06-18 14:00，进行中，待林业局、水利局",
    ]
    counter.act("2026-06-17 16:00", "clerk", "close-survey", minutes="纪要", absent=["forestry"])
    for department in ("forestry", "water"):
        counter.act("2026-06-18 14:30", f"{department}-handler", "state-position", position="同意")
    action = {"text": "补图", "department": "water", "due": "2026-06-22"}
    counter.act("2026-06-18 16:00", "clerk", "close-meeting", minutes="纪要", actions=[action])
    counter.until("2026-06-24 09:00")
    counter.act("2026-06-24 10:00", "fire-handler", "answer-responsibility", record=1, text="系统停机")

    assert [line for line in lines(counter) if not line.startswith("  “")] == [
        "联合勘查（第1次）：2026-06-17 09:00，十里工业园，已结束",
        "联审会议（第1次）：2026-06-18 14:00，已结束",
        "  林业局：同意",
        "  水利局：同意",
        "会议议定事项1：水利局，补图，2026-06-22前（逾期）",
        "责任记录1：消防，承诺时限（未处理）",
        "  答复：系统停机",
    ]


def test_the_rating_is_shown() -> None:
    """With its comment."""
    counter = in_state("delivered").counter
    counter.act("2026-06-17 10:00", "applicant", "rate-service", stars=4, comment="good")

    assert lines(counter) == ["申请人评价4星：good"]
