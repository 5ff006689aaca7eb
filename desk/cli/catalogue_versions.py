"""`lianshen catalogue publish`, `list` and `diff`: the versions of a procedure."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.running import BAD_INPUT, fail, finish
from desk.cli.words import Lang, tr
from desk.outcomes import refused
from models.domain.catalogue import Catalogue
from models.domain.catalogue_diff import Change, differences
from models.domain.refusals import Refusal
from runtime.documents import load_catalogue

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
Named = Annotated[
    str,
    typer.Argument(metavar="FILE|CODE@VERSION", help="目录文件，或已发布的版本 / a file, or a published one"),
]


def publish(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="目录文件 / a catalogue file")],
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="管理员 / administrator")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """发布一个版本：自生效日起收件照此办理 / publish a version. Running cases keep theirs."""
    finish(_publish(file, by, lang, as_json=as_json), lang)


def list_versions(*, lang: Lang = None, as_json: AsJson = False) -> None:
    """已发布的版本及其有效期 / the published versions and when they are in force."""
    finish(_list(lang, as_json=as_json), lang)


def diff(before: Named, after: Named, *, lang: Lang = None, as_json: AsJson = False) -> None:
    """逐条说明两个目录的不同 / what differs between two catalogues, in words."""
    finish(_diff(before, after, lang, as_json=as_json), lang)


async def _publish(file: Path, by: str | None, lang: str | None, *, as_json: bool) -> None:
    from activities.catalogues import PublishedCatalogues
    from desk.cli.reaching import office
    from desk.cli.speaking import administrator

    catalogue = load_catalogue(file)
    async with office() as reached:
        person = await administrator(reached, by)
        try:
            published = await PublishedCatalogues(reached.engine).publish(
                catalogue, by=person.id, at=datetime.now(UTC)
            )
        except Refusal as refusal:
            raise refused(refusal) from None
    named = f"{catalogue.code}@{catalogue.version}"
    if as_json:
        closed = [version.model_dump(mode="json") for version in published.closed]
        _print({"published": named, "new": published.new, "closed": closed})
        return
    if not published.new:
        typer.echo(
            tr(
                f"{named} 已发布过，内容相同，没有改动。",
                f"{named} is published already; nothing changed.",
                lang,
            )
        )
        return
    typer.echo(
        tr(
            f"已发布 {named}，自 {catalogue.valid_from} 起收件照此办理；在办办件仍按原版本。",
            f"Published {named}: cases received from {catalogue.valid_from} on go by it; others keep theirs.",
            lang,
        )
    )
    for version in published.closed:
        typer.echo(
            tr(
                f"版本 {version.version} 的有效期至 {version.valid_until} 止。",
                f"Version {version.version} now ends on {version.valid_until}.",
                lang,
            )
        )


async def _list(lang: str | None, *, as_json: bool) -> None:
    from activities.catalogues import PublishedCatalogues
    from desk.cli.reaching import office

    async with office() as reached:
        listed = await PublishedCatalogues(reached.engine).listed()
    if as_json:
        _print(
            [
                {
                    "jurisdiction": each.jurisdiction,
                    **each.standing.model_dump(mode="json"),
                    "published_at": each.published_at.isoformat(),
                    "by": each.by,
                }
                for each in listed
            ]
        )
        return
    if not listed:
        typer.echo(tr("还没有发布目录。", "No catalogue is published yet.", lang))
    for each in listed:
        by = each.by or tr("首次收件", "first filing", lang)
        typer.echo(
            f"{each.jurisdiction}  {each.standing.code}@{each.standing.version}  {each.standing.period}  "
            f"{each.standing.digest[:12]}  {each.published_at:%Y-%m-%d}  {by}"
        )


async def _diff(before: str, after: str, lang: str | None, *, as_json: bool) -> None:
    one, other = await _read(before, lang), await _read(after, lang)
    found = differences(one, other)
    if as_json:
        _print([_as_data(change) for change in found])
        return
    if not found:
        typer.echo(tr("两个目录内容相同。", "The two catalogues say the same.", lang))
    for change in found:
        typer.echo(f"- {tr(change.zh, change.en, lang)}")


async def _read(named: str, lang: str | None) -> Catalogue:
    """The catalogue of a file, or the published one of a code and a version where no such file exists."""
    code, at, version = named.partition("@")
    if not at or _is_file(named):
        return load_catalogue(Path(named))
    from activities.catalogues import PublishedCatalogues
    from desk.cli.reaching import office

    async with office() as reached:
        found = await PublishedCatalogues(reached.engine).find(code, version)
    if len(found) == 1:
        return found[0]
    whose = ", ".join(catalogue.jurisdiction.code for catalogue in found)
    return fail(
        f"{named} 在多个区划发布（{whose}），请给出文件" if found else f"没有发布过 {named}，也没有这个文件",
        f"{named} is published in several jurisdictions ({whose}); name a file"
        if found
        else f"{named} is neither published nor a file",
        BAD_INPUT,
        lang,
    )


def _is_file(named: str) -> bool:
    return Path(named).is_file()


def _as_data(change: Change) -> dict[str, object]:
    return {**change._asdict(), "path": list(change.path)}


def _print(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
