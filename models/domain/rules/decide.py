"""The one question put to the rules: what happens when this person asks this, now, under this law."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from pydantic import ValidationError

from models.domain import change_commands, commands, joint_commands
from models.domain.authority import require_authority
from models.domain.by_class import line
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
from models.domain.rules.survey import survey_now_due
from models.domain.text import LONGEST_LINE, Words, printable

RULES: Final = dict(
    [
        line(commands.AcknowledgeNotice, handling.acknowledge_notice),
        line(commands.TakeItem, handling.take_item),
        line(commands.ProposeOpinion, handling.propose_opinion),
        line(commands.EndorseOpinion, handling.endorse_opinion),
        line(commands.ConcludeItem, handling.conclude_item),
        line(commands.FileCase, intake.file_case),
        line(commands.ReportGap, intake.report_gap),
        line(commands.RequestCorrections, intake.request_corrections),
        line(commands.SubmitCorrections, intake.submit_corrections),
        line(commands.AcceptCase, intake.accept_case),
        line(commands.DeclineCase, intake.decline_case),
        line(commands.WithdrawCase, intake.withdraw_case),
        line(commands.SendBack, handling.send_back),
        line(commands.ConfirmNegative, handling.confirm_negative),
        line(commands.ReturnNegative, handling.return_negative),
        line(commands.StopClock, stops.stop_clock),
        line(commands.ResumeClock, stops.resume_clock),
        line(commands.ConsolidateCase, closing.consolidate_case),
        line(commands.DeliverCase, closing.deliver_case),
        line(joint_commands.ScheduleSurvey, survey.schedule_survey),
        line(joint_commands.RecordFinding, survey.record_finding),
        line(joint_commands.CloseSurvey, survey.close_survey),
        line(joint_commands.ConveneMeeting, meeting.convene_meeting),
        line(joint_commands.StatePosition, meeting.state_position),
        line(joint_commands.CloseMeeting, meeting.close_meeting),
        line(joint_commands.CloseAction, meeting.close_action),
        line(joint_commands.AnswerResponsibility, responsibility.answer_responsibility),
        line(joint_commands.DisposeResponsibility, responsibility.dispose_responsibility),
        line(joint_commands.ReorganiseDepartment, reorganisation.reorganise_department),
        line(joint_commands.RateService, rating.rate_service),
        line(commands.AdoptCalendar, calendar_adoption.adopt_calendar),
        line(change_commands.AddItem, changes.add_item),
        line(change_commands.DropItem, changes.drop_item),
        line(change_commands.ReuseResult, changes.reuse_result),
        line(change_commands.ReturnNotice, returns.return_notice),
        line(change_commands.ReissueNotice, returns.reissue_notice),
        line(change_commands.TransferItem, returns.transfer_item),
        line(change_commands.Remind, returns.remind),
        line(change_commands.CloseGap, gaps.close_gap),
        line(change_commands.ExtendItem, extensions.extend_item),
        line(change_commands.ExtendCase, extensions.extend_case),
    ]
)
"""What decides each command, by its class."""


def decide(case: Case, order: Order, at: datetime, book: Rulebook) -> list[Event]:
    """The events of a command, or a named ``Refusal``. What time alone has brought must be folded in before.

    Authority is checked before state and state before content, so that one situation has one name.
    """
    scene, command = scene_of(case, order, at, book), order.command
    acting = require_authority(scene, command)
    if acting is not None:
        scene = scene._replace(acting=acting)
    require_tellable(scene, command)
    caused = RULES[type(command)](scene, command)
    return caused + survey_now_due(case, caused, book, scene.caused)


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
