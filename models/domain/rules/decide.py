"""The one question put to the rules: what happens when this person asks this, now, under this law."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never, cast

from pydantic import ValidationError

from models.domain import change_commands, commands, joint_commands
from models.domain.authority import require_authority
from models.domain.case import Case
from models.domain.commands import COMMANDS, Command, Order
from models.domain.events import Event
from models.domain.faults import Value, path_text
from models.domain.plain_words import say
from models.domain.refusals import CommandUnknown, FieldInvalid
from models.domain.rulebook import Rulebook
from models.domain.rules import (
    calendar_adoption,
    changes,
    closing,
    extensions,
    gaps,
    handling,
    intake,
    meeting,
    rating,
    reorganisation,
    responsibility,
    returns,
    stops,
    survey,
)
from models.domain.rules.late_entry import require_tellable, scene_of
from models.domain.rules.scene import Scene
from models.domain.rules.survey import survey_now_due
from models.domain.text import LONGEST_LINE, Words, printable


def decide(case: Case, order: Order, at: datetime, book: Rulebook) -> list[Event]:
    """The events of a command, or a named ``Refusal``. What time alone has brought must be folded in before.

    Authority is checked before state and state before content, so that one situation has one name.
    """
    scene = scene_of(case, order, at, book)
    acting = require_authority(scene, order.command)
    if acting is not None:
        scene = replace(scene, acting=acting)
    require_tellable(scene, order.command)
    caused = _decide(scene, order.command)
    return [*caused, *survey_now_due(case, caused, book, scene.caused)]


def _decide(scene: Scene, command: Command) -> list[Event]:  # one line a command
    match command:  # a case passed by costs time: the departments' daily commands come first
        case commands.AcknowledgeNotice():
            return handling.acknowledge_notice(scene, command)
        case commands.TakeItem():
            return handling.take_item(scene, command)
        case commands.ProposeOpinion():
            return handling.propose_opinion(scene, command)
        case commands.EndorseOpinion():
            return handling.endorse_opinion(scene, command)
        case commands.ConcludeItem():
            return handling.conclude_item(scene, command)
        case commands.FileCase():
            return intake.file_case(scene, command)
        case commands.ReportGap():
            return intake.report_gap(scene, command)
        case commands.RequestCorrections():
            return intake.request_corrections(scene, command)
        case commands.SubmitCorrections():
            return intake.submit_corrections(scene, command)
        case commands.AcceptCase():
            return intake.accept_case(scene, command)
        case commands.DeclineCase():
            return intake.decline_case(scene, command)
        case commands.WithdrawCase():
            return intake.withdraw_case(scene, command)
        case commands.SendBack():
            return handling.send_back(scene, command)
        case commands.ConfirmNegative():
            return handling.confirm_negative(scene, command)
        case commands.ReturnNegative():
            return handling.return_negative(scene, command)
        case commands.StopClock():
            return stops.stop_clock(scene, command)
        case commands.ResumeClock():
            return stops.resume_clock(scene, command)
        case commands.ConsolidateCase():
            return closing.consolidate_case(scene, command)
        case commands.DeliverCase():
            return closing.deliver_case(scene, command)
        case joint_commands.ScheduleSurvey():
            return survey.schedule_survey(scene, command)
        case joint_commands.RecordFinding():
            return survey.record_finding(scene, command)
        case joint_commands.CloseSurvey():
            return survey.close_survey(scene, command)
        case joint_commands.ConveneMeeting():
            return meeting.convene_meeting(scene, command)
        case joint_commands.StatePosition():
            return meeting.state_position(scene, command)
        case joint_commands.CloseMeeting():
            return meeting.close_meeting(scene, command)
        case joint_commands.CloseAction():
            return meeting.close_action(scene, command)
        case joint_commands.AnswerResponsibility():
            return responsibility.answer_responsibility(scene, command)
        case joint_commands.DisposeResponsibility():
            return responsibility.dispose_responsibility(scene, command)
        case joint_commands.ReorganiseDepartment():
            return reorganisation.reorganise_department(scene, command)
        case joint_commands.RateService():
            return rating.rate_service(scene, command)
        case commands.AdoptCalendar():
            return calendar_adoption.adopt_calendar(scene, command)
        case change_commands.AddItem():
            return changes.add_item(scene, command)
        case change_commands.DropItem():
            return changes.drop_item(scene, command)
        case change_commands.ReuseResult():
            return changes.reuse_result(scene, command)
        case change_commands.ReturnNotice():
            return returns.return_notice(scene, command)
        case change_commands.ReissueNotice():
            return returns.reissue_notice(scene, command)
        case change_commands.TransferItem():
            return returns.transfer_item(scene, command)
        case change_commands.Remind():
            return returns.remind(scene, command)
        case change_commands.CloseGap():
            return gaps.close_gap(scene, command)
        case change_commands.ExtendItem():
            return extensions.extend_item(scene, command)
        case change_commands.ExtendCase():
            return extensions.extend_case(scene, command)
        case _:
            assert_never(command)


def read_command(do: str, fields: Mapping[str, object]) -> Command:
    """The command that a file or a form means. Raises ``CommandUnknown`` or ``FieldInvalid``."""
    kind = COMMANDS.get(do)
    if kind is None:
        raise CommandUnknown(command=printable(do, longest=LONGEST_LINE), allowed=", ".join(COMMANDS))
    try:
        return kind.model_validate({"do": do, **fields})
    except ValidationError as invalid:
        fault = next(say(invalid, kind, cast("Value", {"do": do, **fields})))
        problem = Words.model_construct(zh=fault.zh, en=fault.en)
        field = printable(path_text(fault.path), longest=LONGEST_LINE)
        raise FieldInvalid(field=field or "-", problem=problem) from None
