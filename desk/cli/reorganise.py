"""`lianshen case reorganise`: hand everything open of a department to its successor, case by case."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from desk.administration.reorganising import has_something_open
from desk.cases import Cases
from desk.cli.naming import key_given
from desk.cli.reaching import Office, office_with_cases
from desk.cli.running import finish
from desk.cli.speaking import person_for
from desk.cli.words import Lang, tr
from desk.outcomes import Refused, refused
from models.domain.commands import Command, Order
from models.domain.joint_commands import ReorganiseDepartment
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import Refusal
from models.domain.rules.decide import read_command


def reorganise(
    department: Annotated[str, typer.Argument(metavar="FROM", help="原部门 / the department")],
    successor: Annotated[str, typer.Argument(metavar="TO", help="承接部门 / its successor")],
    *,
    document: Annotated[str, typer.Option("--document", help="改革文件 / the document that orders it")],
    name_zh: Annotated[str | None, typer.Option(help="承接部门名称（中文）/ its name in Chinese")] = None,
    name_en: Annotated[str | None, typer.Option(help="承接部门名称（英文）/ its name in English")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="办理人 / who acts")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="操作编号，重试时用同一个 / the same key is the same act")
    ] = None,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """机构改革：把原部门的全部未了事务转交承接部门 / hand all that is open at a department to its successor.

    可重复执行：已转交的办件不再改动。It may be run again: a case that has moved is left alone.
    """
    fields: dict[str, object] = {"department": department, "successor": successor, "document": document}
    if name_zh is not None or name_en is not None:
        fields["name"] = {"zh": name_zh or name_en, "en": name_en or name_zh}
    finish(
        _reorganise(fields, by, key or f"reorganise:{department}:{successor}", lang, as_json=as_json), lang
    )


async def _reorganise(
    fields: dict[str, object], by: str | None, prefix: str, lang: str | None, *, as_json: bool
) -> None:
    """Every live case that has something open there. One that refuses does not stop the others."""
    try:
        command = read_command("reorganise-department", fields)
    except Refusal as refusal:
        raise refused(refusal) from None
    prefix = key_given(prefix)
    moved: list[CaseNumber] = []
    failed: dict[CaseNumber, Refused] = {}
    async with office_with_cases() as (reached, cases):
        after: CaseNumber | None = None
        while numbers := await reached.reads.live_numbers(after):
            for number in numbers:
                try:
                    if await _hand_over(reached, cases, number, command, by, prefix):
                        moved.append(number)
                except Refused as refusal:
                    failed[number] = refusal
            after = numbers[-1]
    if as_json:
        told = {
            number: {"refusal": each.name, "zh": each.zh, "en": each.en} for number, each in failed.items()
        }
        typer.echo(json.dumps({"moved": moved, "refused": told}, ensure_ascii=False, indent=1))
    else:
        for number, each in failed.items():
            typer.echo(
                tr(f"{number}  {each.name}: {each.zh}", f"{number}  {each.name}: {each.en}", lang), err=True
            )
        typer.echo(tr(f"已转交 {len(moved)} 件。", f"{len(moved)} cases have been handed over.", lang))
    if failed:
        raise typer.Exit(1)


async def _hand_over(
    reached: Office, cases: Cases, number: CaseNumber, command: Command, by: str | None, prefix: str
) -> bool:
    """Whether the case had something open there, and has handed it over."""
    case = await reached.register.load_case(number)
    if case is None or not isinstance(command, ReorganiseDepartment) or not has_something_open(case, command):
        return False
    book = await reached.register.load_rulebook(case.rulebook)
    person = await person_for(reached, case, command, by, datetime.now(UTC), book)
    await cases.perform(number, Order(key=CommandKey(f"{prefix}:{number}"), by=person, command=command))
    return True
