"""One door accepts (一门受理): filing, the one-time notice, corrections, acceptance and its side exits."""

from models.domain import commands, events, words
from models.domain.answers import check_answers
from models.domain.commands import Gap
from models.domain.events import AskedGap, Event, PlannedItem
from models.domain.frozen import replace
from models.domain.names import BEFORE_ACCEPTANCE, MaterialCode
from models.domain.refusals import (
    BasisMissing,
    CaseAlreadyAccepted,
    CaseNotOpen,
    FieldInvalid,
    OneTimeNoticeAlreadyGiven,
    OneTimeNoticeClosed,
    ReasonMissing,
)
from models.domain.rules import gaps
from models.domain.rules.notices import notices_now_due
from models.domain.rules.scene import Scene, require_case_state
from models.domain.text import Words


def file_case(scene: Scene, command: commands.FileCase) -> list[Event]:
    """Receive an application. It may lack materials, but its answers must decide which items apply."""
    if scene.case.state != "unfiled":
        raise CaseNotOpen(
            state=words.CASE_STATES[scene.case.state], allowed=words.listed([words.CASE_STATES["unfiled"]])
        )
    catalogue, today = scene.book.catalogue, scene.today
    faults = check_answers(catalogue, command.answers)
    if faults:
        fault = faults[0]
        raise _invalid(".".join(("answers", *map(str, fault.path))), fault.zh, fault.en)
    applicable = catalogue.applicable_items(command.answers)
    if not applicable:
        raise _invalid("answers", "按这些答案没有需要办理的事项。", "by these answers no item applies.")
    for material in command.materials:
        gaps.require_known(scene, material)
    _require_earlier_results(scene, command)
    stated = {result.item for result in command.earlier_results}
    for code in applicable:
        for needed in catalogue.item(code).requires_results:
            if needed not in stated:
                raise _invalid(
                    "earlier_results",
                    f"事项“{catalogue.item(code).title.zh}”需要上一阶段结果“{needed}”的文号和日期。",
                    f"the item “{code}” needs the number and date of the earlier phase's result “{needed}”.",
                )
    return [
        events.CaseReceived(
            **scene.stamp,
            number=scene.case.number,
            catalogue=catalogue.code,
            catalogue_version=catalogue.version,
            calendar_version=scene.book.calendar.version,
            rulebook=scene.book.digest,
            project=command.project,
            applicant=command.applicant,
            answers=dict(command.answers),
            materials=tuple(dict.fromkeys(command.materials)),
            earlier_results=command.earlier_results,
            lead=catalogue.at_work(catalogue.lead, today),
            items=tuple(
                PlannedItem(
                    item=code,
                    department=catalogue.at_work(catalogue.item(code).department, today),
                    after=catalogue.prerequisites(code, applicable),
                )
                for code in applicable
            ),
        )
    ]


def report_gap(scene: Scene, command: commands.ReportGap) -> list[Event]:
    """A department reports a gap before acceptance; afterwards it is too late (行政许可法 art. 32)."""
    if scene.case.accepted_at is not None:
        raise OneTimeNoticeClosed(on=scene.case.accepted_at.date().isoformat())
    require_case_state(scene, "received", "correcting")
    _require_askable(scene, command.material)
    department = scene.by.department
    assert department is not None  # authority has seen to it
    gap = AskedGap(material=command.material, reason=command.reason, department=department)
    return [events.GapReported(**scene.stamp, gap=gap)]


def request_corrections(scene: Scene, command: commands.RequestCorrections) -> list[Event]:
    """Ask for everything that is missing, own and reported, in one document, once."""
    _require_not_accepted(scene)
    require_case_state(scene, "received")
    for own in command.gaps:
        _require_askable(scene, own.material)
    own_gaps = [_own(scene, own) for own in command.gaps]
    asked = tuple(
        dict.fromkeys([*scene.case.reported, *own_gaps])
    )  # two departments may want two things of one
    if not asked:
        raise _invalid("gaps", "没有需要补正的材料。", "there is nothing to ask for.")
    return [events.CorrectionsRequested(**scene.stamp, gaps=asked)]


def submit_corrections(scene: Scene, command: commands.SubmitCorrections) -> list[Event]:
    """Receive what was asked for; a new acceptance clock starts.

    What the first submission left out may follow, since it cannot be asked for a second time.
    """
    still_to_come = {gap.material for gap in scene.case.asked} - set(scene.case.materials)
    if scene.case.state != "received" or not still_to_come:
        require_case_state(scene, "correcting")
    for material in command.materials:
        gaps.require_known(scene, material)
    return [events.CorrectionsSubmitted(**scene.stamp, materials=command.materials)]


def accept_case(scene: Scene, command: commands.AcceptCase) -> list[Event]:
    """Accept and notify every department in the same step."""
    _require_not_accepted(scene)
    require_case_state(scene, "received")
    tolerated = gaps.require_promises(scene, command.gaps)
    promised = {gap.material for gap in tolerated}
    gaps.require_none_missing(scene, [m for m in missing_materials(scene) if m not in promised])
    if tolerated:
        gaps.require_kept_in_time(scene, tolerated, replace(scene.case, effective=scene.today))
    accepted = events.CaseAccepted(**scene.stamp, effective=scene.today, gaps=tolerated)
    return [accepted, *notices_now_due(scene.case, accepted, scene.caused)]


def missing_materials(scene: Scene) -> list[MaterialCode]:
    """Required materials of the case's items that are not there, in the order of the catalogue."""
    catalogue, handed_in = scene.book.catalogue, scene.case.materials
    absent = [material for material in catalogue.materials if material.code not in handed_in]
    if not absent:
        return []
    needed = {m for item in scene.case.open_items for m in catalogue.item(item.code).materials}
    reported = {gap.material for gap in scene.case.reported}
    return [
        material.code
        for material in absent
        if (material.required and material.code in needed) or material.code in reported
    ]


def decline_case(scene: Scene, command: commands.DeclineCase) -> list[Event]:
    """Refuse to accept, with reason and basis; the supervisor confirms first where the catalogue says so."""
    _require_not_accepted(scene)
    require_case_state(scene, "received", "correcting")
    if scene.case.negative is not None:  # filed once; the supervisor confirms it or hands it back
        raise CaseNotOpen(
            state=words.DECLINATION_FILED, allowed=words.listed([words.CASE_STATES[scene.case.state]])
        )
    if command.reason is None:
        raise ReasonMissing
    if command.basis is None:
        raise BasisMissing
    if scene.book.catalogue.negative_filing:
        return [events.NegativeFiled(**scene.stamp, reason=command.reason, basis=command.basis)]
    return [events.CaseDeclined(**scene.stamp, reason=command.reason, basis=command.basis)]


def withdraw_case(scene: Scene, command: commands.WithdrawCase) -> list[Event]:
    """Take the application back, in any state before the decision; open items are cancelled with it."""
    require_case_state(scene, "received", "correcting", "reviewing", "consolidating")
    if command.reason is None:
        raise ReasonMissing
    return [events.CaseWithdrawn(**scene.stamp, reason=command.reason)]


def _require_earlier_results(scene: Scene, command: commands.FileCase) -> None:
    """Results of the earlier phase that the catalogue builds on, each once, and none of a day to come."""
    follows = scene.book.catalogue.follows
    known = () if follows is None else follows.results
    for position, result in enumerate(command.earlier_results):
        field = f"earlier_results[{position}]"
        if result.item not in known:
            listed = ", ".join(known) or "-"
            raise _invalid(
                f"{field}.item",
                f"不是上一阶段的结果；可用：{listed}",
                f"is no earlier result; known: {listed}",
            )
        if result.item in {each.item for each in command.earlier_results[:position]}:
            raise _invalid(f"{field}.item", "写了两次", "is named twice")
        if result.date > scene.today:
            raise _invalid(
                f"{field}.date", "已有结果的日期不能晚于今日", "an earlier result cannot be of a later day"
            )


def _require_not_accepted(scene: Scene) -> None:
    if scene.case.accepted_at is not None and scene.case.state not in BEFORE_ACCEPTANCE:
        raise CaseAlreadyAccepted(on=scene.case.accepted_at.date().isoformat())


def _require_askable(scene: Scene, material: MaterialCode) -> None:
    gaps.require_known(scene, material)
    if material in {gap.material for gap in scene.case.asked}:
        raise OneTimeNoticeAlreadyGiven(material=gaps.title(scene, material))


def _own(scene: Scene, gap: Gap) -> AskedGap:
    return AskedGap(material=gap.material, reason=gap.reason, department=scene.case.lead)


def _invalid(field: str, zh: str, en: str) -> FieldInvalid:
    return FieldInvalid(field=field, problem=Words.model_construct(zh=zh, en=en))
