"""How surveys, meetings, their actions, responsibility records and the rating stand, a line each."""

from collections.abc import Iterator, Sequence

from models.domain import words as said
from models.domain.case import Case
from models.domain.names import DepartmentCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words
from models.domain.view_joint import (
    MeetingView,
    Standing,
    SurveyView,
    action_views,
    meeting_views,
    responsibility_views,
    survey_views,
)


def joint_lines(case: Case, book: Rulebook) -> Iterator[Words]:
    """Everything that departments do together in this case, and what they answer for."""

    def names(codes: Sequence[DepartmentCode]) -> Words:
        return said.listed([said.department(code, case, book.catalogue) for code in codes])

    for survey in survey_views(case):
        title = _words(f"联合勘查（第{survey.round}次）", f"joint survey (round {survey.round})")
        yield _called(title, survey, names(survey.missing))
        for finding in survey.findings:
            item = book.catalogue.item(finding.item).title
            who = "、".join(finding.names)
            yield _words(
                f"  “{item.zh}”：{finding.finding}（{who}）",
                f"  {item.en}: {finding.finding} ({', '.join(finding.names)})",
            )
    for meeting in meeting_views(case):
        title = _words(f"联审会议（第{meeting.number}次）", f"joint meeting {meeting.number}")
        yield _called(title, meeting, names(meeting.missing))
        for stated in meeting.positions:
            name = names([stated.department])
            yield _words(f"  {name.zh}：{stated.position}", f"  {name.en}: {stated.position}")
    for action in action_views(case):
        name = names([action.department])
        state = _DONE if action.done_at is not None else _OVERDUE if action.overdue else _UNDONE
        yield _words(
            f"会议议定事项{action.number}：{name.zh}，{action.text}，{action.due}前（{state.zh}）",
            f"action {action.number}: {name.en}, {action.text}, by {action.due} ({state.en})",
        )
    for record in responsibility_views(case):
        name, rule = names([record.department]), said.CLOCKS[record.rule]
        disposal = _UNDISPOSED if record.disposal is None else said.DISPOSALS[record.disposal]
        yield _words(
            f"责任记录{record.record}：{name.zh}，{rule.zh}（{disposal.zh}）",
            f"responsibility record {record.record}: {name.en}, {rule.en} ({disposal.en})",
        )
        for reply in record.replies:
            yield _words(f"  答复：{reply.text}", f"  answer: {reply.text}")
    if case.rating is not None:
        comment = f"：{case.rating.comment}" if case.rating.comment else ""
        yield _words(
            f"申请人评价{case.rating.stars}星{comment}",
            f"rated {case.rating.stars} stars{comment.replace('：', ': ', 1)}",
        )


def _called(title: Words, called: SurveyView | MeetingView, missing: Words) -> Words:
    state = _STANDINGS[called.state]
    place = f"，{called.at_place}" if called.at_place else ""
    waits = called.state == "open" and called.missing
    return _words(
        f"{title.zh}：{called.scheduled:%Y-%m-%d %H:%M}{place}，{state.zh}"
        + (f"，待{missing.zh}" if waits else ""),
        f"{title.en}: {called.scheduled:%Y-%m-%d %H:%M}{place.replace('，', ', ', 1)}, {state.en}"
        + (f", waits for {missing.en}" if waits else ""),
    )


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


_STANDINGS: dict[Standing, Words] = {
    "open": _words("进行中", "open"),
    "closed": _words("已结束", "closed"),
    "cancelled": _words("未结束即终止", "given up"),
}
_DONE, _OVERDUE, _UNDONE = _words("已办结", "done"), _words("逾期", "overdue"), _words("未办结", "to do")
_UNDISPOSED = _words("未处理", "not disposed of")
