"""`lianshen rehearse --what-if`: what would have been late under a changed catalogue."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from desk.cli.running import BAD_INPUT, fail
from desk.cli.words import chosen, tr
from desk.what_if.comparing import Comparison, compare_generated, compare_past
from desk.what_if.sources import past_of_register, past_of_rehearsal
from desk.what_if.telling import as_data, table
from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import play
from runtime.documents import is_rehearsal, load_calendars, load_catalogue

MOST: Final = 1_000_000


@dataclass(frozen=True)
class WhatIf:
    """What was asked: a changed catalogue, and which cases."""

    changed: Path
    file: Path | None
    generate: int | None
    seed: int
    past: bool


async def what_if(asked: WhatIf, lang: str | None, *, as_json: bool) -> None:
    """Compare and print."""
    begun = time.monotonic()
    changed = load_catalogue(asked.changed)
    compared, before = await _compared(asked, changed, lang)
    if as_json:
        typer.echo(json.dumps(as_data(compared, before, changed), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(table(compared, before, changed, chosen(lang) or "zh")))
        seconds = f"{time.monotonic() - begun:.1f}"
        typer.echo(tr(f"用时 {seconds} 秒", f"took {seconds} s", lang), err=True)


async def _compared(asked: WhatIf, changed: Catalogue, lang: str | None) -> tuple[Comparison, Catalogue]:
    if asked.past:
        if asked.file is not None or asked.generate is not None:
            fail(
                "--past 用登记簿中的办件，不能同时给 FILE 或 --generate",
                "--past takes the cases of the register; give neither FILE nor --generate with it",
                BAD_INPUT,
                lang,
            )
        return await _of_register(changed, lang)
    if asked.file is None:
        fail(
            "请给出现行目录或演练文件 FILE，或用 --past",
            "name a FILE (the present catalogue or a rehearsal), or use --past",
            BAD_INPUT,
            lang,
        )
    if is_rehearsal(asked.file):
        if asked.generate is not None:
            fail(
                "--generate 需要现行目录文件，不是演练文件",
                "--generate needs the present catalogue as FILE, not a rehearsal",
                BAD_INPUT,
                lang,
            )
        return _of_rehearsal(asked.file, changed, lang)
    if asked.generate is None:
        fail(
            "现行目录需要 --generate N：要生成多少件",
            "with the present catalogue say --generate N: how many cases",
            BAD_INPUT,
            lang,
        )
    present = load_catalogue(asked.file)
    book = Rulebook(catalogue=present, calendar=Calendar(tables=load_calendars()), hours=OfficeHours())
    return compare_generated(book, changed, count=asked.generate, seed=asked.seed), present


async def _of_register(changed: Catalogue, lang: str | None) -> tuple[Comparison, Catalogue]:
    from desk.cli.reaching import office

    async with office() as reached:
        past, left_out = await past_of_register(reached.register, reached.reads, changed.code)
    if not past:
        fail(
            f"登记簿中没有可重演的已结办件：{changed.code}（{dict(left_out)}）",
            f"the register has no settled case of {changed.code} that can be played again ({dict(left_out)})",
            BAD_INPUT,
            lang,
        )
    compared = compare_past(past, changed)
    compared.left_out.update(left_out)
    return compared, past[-1].book.catalogue


def _of_rehearsal(file: Path, changed: Catalogue, lang: str | None) -> tuple[Comparison, Catalogue]:
    from desk.cli.rehearse import books_of, load_rehearsal

    rehearsal = load_rehearsal(file)
    books = books_of(file, rehearsal)
    past, left_out = past_of_rehearsal(play(rehearsal, books), books, changed.code)
    if not past:
        fail(
            f"演练中没有可重演的已结办件（{dict(left_out)}）",
            f"the rehearsal brings no case to an end that can be played again ({dict(left_out)})",
            BAD_INPUT,
            lang,
        )
    compared = compare_past(past, changed)
    compared.left_out.update(left_out)
    return compared, past[-1].book.catalogue
