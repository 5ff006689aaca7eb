"""What the commands about cases say alike: words in the chosen language, who acts, and what to type next."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

import typer

from desk.cli.reaching import Office
from desk.cli.words import tr
from desk.outcomes import refused
from desk.telling.standing import Step, next_step, who_may
from models.domain import words as said
from models.domain.authority import require_authority
from models.domain.case import Case
from models.domain.commands import Command, item_of
from models.domain.names import Role
from models.domain.people import Person
from models.domain.refusals import DelegationNotValid, FieldInvalid, NotYourRole, Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.scene import Scene
from models.domain.text import Words

_ORDER: Final[tuple[Role, ...]] = get_args(Role)


async def everybody(reached: Office) -> list[Person]:
    """All who may act today, those of the lowest level first."""
    people = await reached.directory.people(reached.today)
    return sorted(people, key=lambda person: min((_ORDER.index(role) for role in person.roles), default=99))


async def person_for(
    reached: Office, case: Case, command: Command, by: str | None, at: datetime, book: Rulebook
) -> Person:
    """Who gives the command: the named person, else the first of the directory who has the authority.

    Whoever has it of their own comes before those who act for another.
    Raises ``Refused`` for a name that the directory does not know.
    """
    people = await everybody(reached)
    if by is not None:
        named = next((person for person in people if person.id == by), None)
        if named is None:
            raise refused(unknown_person(by, people))
        return named
    last: Refusal = unknown_person("-", people)
    code = item_of(command)
    signed = set(case.items[code].signed.values()) if code is not None and code in case.items else set()
    deputy: Person | None = None
    for person in people:
        try:
            delegation = require_authority(Scene(case=case, by=person, at=at, book=book), command)
        except Refusal as refusal:
            last = last if isinstance(refusal, DelegationNotValid) else refusal
            continue
        if person.id not in signed and delegation is None:
            return person
        deputy = deputy or (person if person.id not in signed else None)
    if deputy is not None:
        return deputy
    raise refused(last)


async def administrator(reached: Office, by: str | None) -> Person:
    """The named person, else the first administrator of the directory. Raises ``Refused``."""
    people = await everybody(reached)
    named = [person for person in people if person.id == by] if by is not None else people
    for person in named:
        if person.has("administrator"):
            return person
    if not named or by is None:
        raise refused(unknown_person(by or "-", people))
    raise refused(NotYourRole(person=named[0].name, needed=said.ROLES["administrator"]))


def unknown_person(name: str, people: list[Person]) -> FieldInvalid:
    """The directory has nobody of this id."""
    known = ", ".join(person.id for person in people) or "-"
    problem = Words.model_construct(
        zh=f"没有“{name}”此人；可用：{known}", en=f"nobody is called “{name}”; known: {known}"
    )
    return FieldInvalid(field="by", problem=problem)


async def next_command_line(reached: Office, case: Case, book: Rulebook, lang: str | None) -> None:
    """Print the command that moves the case on, ready to be typed."""
    step = next_step(case, book)
    if step is None:
        return
    people = await everybody(reached)
    person = who_may(case, step, people, datetime.now(UTC), book)
    typer.echo(tr("下一步：", "Next: ", lang) + command_line(case, step, person))


def program() -> str:
    """This command as the user can type it: by its name where that is found, else as it was typed."""
    typed = sys.argv[0]
    return typed if shutil.which("lianshen") is None and Path(typed).name == "lianshen" else "lianshen"


def command_line(case: Case, step: Step, person: Person | None) -> str:
    """A step as it is typed."""
    do, item, fields = step
    parts = [program(), "act", do, "--case", case.number]
    parts += [] if item is None else ["--item", item]
    parts += [] if person is None else ["--by", person.id]
    parts += [f"{name}={value}" for name, value in fields.items()]
    return " ".join(parts)
