"""What a department's own system answers, read with suspicion: it is foreign, and must never stop a case.

Whatever does not fit is a refusal, so that the system is told by name and asked again.
"""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from temporalio import workflow
from temporalio.common import RawValue

from activities.contracts import ReviewAnswer, Signer
from models.domain import commands
from models.domain.commands import Command
from models.domain.names import DepartmentCode, ItemCode, Level, PersonId
from models.domain.people import Person
from models.domain.refusals import FieldInvalid, SameHandOnTwoLevels
from models.domain.rules.decide import read_command
from models.domain.text import Words
from models.domain.words import LEVELS

Answered = TypeVar("Answered", bound=BaseModel)


def read_answer(told: RawValue, kind: type[Answered]) -> Answered:
    """The answer in its shape; ``FieldInvalid`` for anything else, be it JSON or not."""
    try:
        # read as it came first: a decoding that fails inside the SDK would fail the workflow task, for ever
        return kind.model_validate(workflow.payload_converter().from_payload(told.payload))
    except ValidationError as invalid:
        field = ".".join(str(part) for part in invalid.errors(include_url=False)[0]["loc"])
        raise _invalid(field or "-") from None
    except (ValueError, TypeError, KeyError, RuntimeError):
        raise _invalid("-") from None


def require_hands(levels: tuple[Level, ...], answer: ReviewAnswer) -> None:
    """One person for each level, known before anything is entered: an answer is taken whole or not at all."""
    hands = answer.signers[: len(levels)]
    if len({signer.id for signer in hands}) < len(levels):
        name = hands[0].name if hands else "-"
        raise SameHandOnTwoLevels(person=name, level=LEVELS[levels[0]])
    for signer in hands:
        person_of(DepartmentCode("-"), signer)


def person_of(department: DepartmentCode, signer: Signer) -> Person:
    """The person whom the department's service account names; ``FieldInvalid`` for a name that is none."""
    try:
        return Person(
            id=PersonId(f"{department}:{signer.id}"),
            name=signer.name,
            department=department,
            roles=("handler", "reviewer", "approver"),
        )
    except ValidationError:
        raise _invalid("signers") from None


def command_of(item: ItemCode, levels: tuple[Level, ...], level: Level, answer: ReviewAnswer) -> Command:
    """What the signer of a level does: propose, endorse or conclude."""
    if level == levels[0]:
        opinion = answer.model_dump(exclude={"signers"})
        return read_command("propose-opinion", {"item": item, **opinion})
    if level == levels[-1]:
        return commands.ConcludeItem(item=item)
    return commands.EndorseOpinion(item=item)


def _invalid(field: str) -> FieldInvalid:
    problem = Words(zh="部门系统的答复不合格式", en="the system's answer is not in the agreed shape")
    return FieldInvalid(field=field, problem=problem)
