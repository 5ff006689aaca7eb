"""`lianshen people`: who may act in the office: enter a file, list everybody, tell what was entered."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from activities.catalogues import PublishedCatalogues
from activities.people import Entering
from desk.cli.reaching import Office, office
from desk.cli.running import BAD_INPUT, fail, finish
from desk.cli.speaking import administrator, everybody
from desk.cli.words import Lang, chosen, tr
from desk.outcomes import refused
from desk.telling.persons import told_entry
from models.domain.names import DepartmentCode, PersonId
from models.domain.people import DirectoryEntry
from models.domain.people_changes import first_day_without_administrator
from models.domain.people_file import PeopleFile, check_people_file
from models.domain.refusals import FieldInvalid
from models.domain.text import Words
from runtime.documents import load

app = typer.Typer(
    name="people",
    help="人员名录：录入与查看 / who may act: enter and list",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@app.command("enter")
def enter_people(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="人员文件 / a file of people")],
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="管理员 / administrator")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """按文件录入；没有列出的人不变 / enter a file's people, or what has changed. Others stay as they are."""
    finish(_enter(file, by, lang, as_json=as_json), lang)


@app.command("list")
def list_people(
    *,
    everyone: Annotated[
        bool, typer.Option("--all", help="含已离任、未到任的 / those who have left or not begun, too")
    ] = False,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help="只看一个部门 / one department only")
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """今日可以办理的人，按部门 / who may act today, by department."""
    finish(_list(lang, everyone=everyone, department=department, as_json=as_json), lang)


@app.command("show")
def show_person(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="人员代码 / a person's id")],
    *,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """历次录入的内容，何时、何人录入 / what was entered of a person, when and by whom."""
    finish(_show(PersonId(person), lang, as_json=as_json), lang)


async def _enter(file: Path, by: str | None, lang: str | None, *, as_json: bool) -> None:
    load(file, PeopleFile, check_people_file, blanks=False)
    entries: dict[str, DirectoryEntry] = {}
    async with office() as reached:
        entered_by = await _who_enters(reached, by)

        def decide(standing: Mapping[str, DirectoryEntry]) -> list[DirectoryEntry]:
            read = load(file, PeopleFile, lambda found: check_people_file(found, standing), blanks=False)
            entries.update(read.entries())
            _require_administrator({**standing, **entries}, reached.today)
            return list(entries.values())

        entering = await reached.directory.change(decide, by=entered_by, at=datetime.now(UTC))
        jurisdiction = next(iter(entries.values())).jurisdiction if entries else ""
        known = await PublishedCatalogues(reached.engine).departments(jurisdiction)
    unchanged = len(entries) - len(entering.new) - len(entering.changed)
    if as_json:
        told = {"new": entering.new, "changed": entering.changed, "unchanged": unchanged}
        _print(told)
        return
    _tell(entering, entries, unchanged, reached.today, known, lang)


async def _who_enters(reached: Office, by: str | None) -> PersonId | None:
    """An administrator; whoever is at the machine as long as the office has none. Raises ``Refused``."""
    if not any(person.has("administrator") for person in await everybody(reached)):
        return None if by is None else PersonId(by)
    return (await administrator(reached, by)).id


def _require_administrator(entries: Mapping[str, DirectoryEntry], today: date) -> None:
    """Somebody must be left who may enter people on every day to come. Raises ``Refused``."""
    day = first_day_without_administrator(entries.values(), today)
    if day is None:
        return
    problem = Words.model_construct(
        zh=f"录入后自{day}起将没有在任的系统管理员（岗位 administrator）。",
        en=f"nobody would be administrator from {day} on (role administrator).",
    )
    raise refused(FieldInvalid(field="people", problem=problem))


def _tell(
    entering: Entering,
    entries: Mapping[str, DirectoryEntry],
    unchanged: int,
    today: date,
    known: Mapping[DepartmentCode, Words],
    lang: str | None,
) -> None:
    language = chosen(lang) or "zh"
    for ids, title in (
        (entering.new, tr("新增", "new", lang)),
        (entering.changed, tr("变更", "changed", lang)),
    ):
        for key in ids:
            typer.echo(f"{title}  {told_entry(entries[key], today, known).in_(language)}")
    typer.echo(
        tr(
            f"录入完毕：新增{len(entering.new)}人，变更{len(entering.changed)}人，未变{unchanged}人。",
            f"Entered: {len(entering.new)} new, {len(entering.changed)} changed, {unchanged} as they were.",
            lang,
        )
    )
    strange = {entry.person.department for entry in entries.values()} - {None, *known}
    if known and strange:
        named = ", ".join(sorted(str(code) for code in strange))
        typer.echo(
            tr(
                f"提示：已发布的目录中没有部门 {named}；请核对代码，机构改革新设的部门除外。",
                f"Note: no published catalogue names {named}; check the code, unless it is a new department.",
                lang,
            ),
            err=True,
        )


async def _list(lang: str | None, *, everyone: bool, department: str | None, as_json: bool) -> None:
    async with office() as reached:
        today = reached.today
        entries = [
            entry
            for entry in await reached.directory.entries()
            if (everyone or entry.acts_on(today)) and department in {None, entry.person.department}
        ]
        catalogues = PublishedCatalogues(reached.engine)
        whose = {entry.jurisdiction for entry in entries}
        known = {code: await catalogues.departments(code) for code in whose}
    if as_json:
        _print([_as_data(entry, today) for entry in entries])
        return
    if not entries:
        typer.echo(tr("没有人。", "There is nobody.", lang))
    for entry in entries:
        typer.echo(told_entry(entry, today, known[entry.jurisdiction]).in_(chosen(lang) or "zh"))


async def _show(person: PersonId, lang: str | None, *, as_json: bool) -> None:
    async with office() as reached:
        entered = await reached.directory.history(person)
        today, hours = reached.today, reached.hours
        known = (
            await PublishedCatalogues(reached.engine).departments(entered[-1].entry.jurisdiction)
            if entered
            else {}
        )
    if not entered:
        fail(f"没有录入过“{person}”。", f"Nobody was entered as “{person}”.", BAD_INPUT, lang)
    if as_json:
        _print(
            [
                {"at": each.at.isoformat(), "entered_by": each.by, **_as_data(each.entry, today)}
                for each in entered
            ]
        )
        return
    for each in entered:
        by = each.by or tr("办公室启用时", "when the office was set up", lang)
        said = told_entry(each.entry, today, known).in_(chosen(lang) or "zh")
        typer.echo(f"{hours.local(each.at):%Y-%m-%d %H:%M}  {by}  {said}")


def _as_data(entry: DirectoryEntry, today: date) -> dict[str, object]:
    about = entry.model_dump(mode="json", exclude={"person"})
    return {**entry.person.model_dump(mode="json"), **about, "acts_today": entry.acts_on(today)}


def _print(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
