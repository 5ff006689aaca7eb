"""`lianshen act`: give a case any command of the domain."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from activities.contracts import Entry
from desk.cli.naming import case_named, key_given
from desk.cli.reaching import office_with_cases
from desk.cli.running import finish
from desk.cli.speaking import next_command_line, person_for
from desk.cli.words import Lang, pick
from desk.outcomes import NoSuchCase, refused
from desk.telling.story import Story
from models.domain.case import Case
from models.domain.commands import COMMANDS, Order
from models.domain.faults import Unfit, path_text
from models.domain.fold import evolve
from models.domain.moment import read_moment
from models.domain.refusals import FieldInvalid, Refusal
from models.domain.rules.decide import read_command
from models.domain.text import LONGEST_LINE, Words, printable
from models.messages.case_workflow import Answer
from runtime.reading.source_tree import LinedFault, Unreadable
from runtime.reading.yaml_source import read_yaml

_LISTS = ("materials", "conditions", "items", "names", "absent")


def act(
    command: Annotated[str, typer.Argument(metavar="COMMAND", help=f"命令 / one of: {', '.join(COMMANDS)}")],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="key=value…", help="命令的字段 / its fields")
    ] = None,
    *,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="办件编号 / case number")],
    item: Annotated[str | None, typer.Option("--item", help="事项 / item")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="办理人 / who acts")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="操作编号，重试时用同一个 / the same key is the same command")
    ] = None,
    happened: Annotated[
        str | None,
        typer.Option(
            "--happened", metavar="'DATE TIME'", help="补录：实际办理时间 / when it really happened"
        ),
    ] = None,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """办理一步 / give a case a command.

    列表用逗号分隔；复杂的值用 YAML，如 gaps='[{material: site-photos, by: 2026-12-01}]'。
    Lists are separated by commas; richer values are YAML.
    """
    doing = _act(command, fields or [], case, item, by, key, happened, lang, as_json=as_json)
    finish(doing, lang)


async def _act(
    do: str,
    fields: list[str],
    named: str,
    item: str | None,
    by: str | None,
    key: str | None,
    happened: str | None,
    lang: str | None,
    *,
    as_json: bool,
) -> None:
    try:
        command = read_command(do, read_fields(do, fields) | ({} if item is None else {"item": item}))
        entered_late = None if happened is None else _read_happened(happened)
    except Refusal as refusal:
        raise refused(refusal) from None
    number, kept = case_named(named), key_given(key)
    async with office_with_cases() as (reached, cases):
        case = await reached.register.load_case(number)
        if case is None:
            raise NoSuchCase(number)
        book = await reached.register.load_rulebook(case.rulebook)
        person = await person_for(reached, case, command, by, datetime.now(UTC), book)
        order = Order(key=kept, by=person, command=command, happened=entered_late)
        answer = await cases.perform(number, order)
        if as_json:
            typer.echo(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1))
            return
        _tell(answer, Story(book), await reached.register.entries(number), lang)
        after = await reached.register.load_case(number)
        if after is not None:
            await next_command_line(reached, after, book, lang)


def _tell(answer: Answer, story: Story, entries: tuple[Entry, ...], lang: str | None) -> None:
    """The events of the answer, each in its sentence."""
    after = Case(number=answer.case)
    for entry in entries:
        after = evolve(after, entry.event)
        if entry.key == answer.key:
            sentence = story.sentence(entry.event, after)
            typer.echo(f"{entry.event.at:%Y-%m-%d %H:%M}  {pick(sentence, lang)}")


def read_fields(do: str, fields: list[str]) -> dict[str, object]:
    """``key=value`` pairs; a value that starts like YAML's lists and maps is read as YAML."""
    read: dict[str, object] = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals or not name:
            raise _invalid(field, "应写作 key=value", "is written key=value")
        if name in read:
            raise _invalid(name, "写了两次", "is given twice")
        read[name] = _read_value(do, name, value)
    return read


def _read_happened(value: str) -> datetime:
    try:
        return read_moment(value)
    except Unfit as unfit:
        raise _invalid("happened", unfit.zh, unfit.en) from None


def _read_value(do: str, name: str, value: str) -> object:
    if value[:1] in {"[", "{"}:
        try:
            tree = read_yaml(value)
        except Unreadable as unreadable:
            raise _unread(name, unreadable.fault) from None
        if tree.faults:
            raise _unread(name, tree.faults[0])
        return tree.value
    if name in _LISTS:
        return [part.strip() for part in value.split(",") if part.strip()]
    if name == "gaps" and do == "request-corrections":
        return [{"material": part.strip()} for part in value.split(",") if part.strip()]
    return value


def _unread(name: str, fault: LinedFault) -> FieldInvalid:
    return _invalid(path_text((name, *fault.path)), fault.zh, fault.en)


def _invalid(field: str, zh: str, en: str) -> FieldInvalid:
    field = printable(field, longest=LONGEST_LINE)
    return FieldInvalid(field=field, problem=Words.model_construct(zh=zh, en=en))
