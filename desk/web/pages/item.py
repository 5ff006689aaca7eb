"""事项办理: one item of a case as its department works on it: materials, opinion, both clocks, its rounds."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.attachments.refusing import size_words
from desk.telling.history import Told, told_history
from desk.telling.stops import live_stops, say_stop
from desk.web.acts.fields import fields_of
from desk.web.acts.offering import Offer, as_of, choices_of, leading, offers
from desk.web.callers import InsideHere, Seen
from desk.web.desk import DeskHere
from desk.web.files import materials_of, may_add
from desk.web.pages.lines import clock_lines, item_lines
from desk.web.pages.shell import render
from desk.web.problems import Problem
from models.domain import words as said
from models.domain.case import Case, Item
from models.domain.fold import evolve
from models.domain.names import ItemCode
from models.domain.rules.gaps import owed_for
from models.domain.text import Words

router = APIRouter()

_FILLED_IN_HERE = ("propose-opinion", "conclude-item", "endorse-opinion")
"""The acts whose form stands on the page itself."""


@dataclass(frozen=True)
class Signature:
    """One level of the item: who has signed it in this round, if anybody has."""

    level: Words
    person: str | None
    now: bool


@dataclass(frozen=True)
class Round:
    """What happened to the item in one round."""

    number: int
    lines: Sequence[Told]


@router.get("/cases/{number}/items/{item}")
async def item_page(request: Request, desk: DeskHere, seen: InsideHere, item: str) -> HTMLResponse:
    """Materials on the left, the opinion on the right, the clocks above, the rounds below."""
    if item not in seen.case.items:
        raise Problem("NothingHere")
    code, book = ItemCode(item), seen.book
    case = as_of(seen.case, seen.at, book)
    it, definition = case.items[code], book.catalogue.item(code)
    open_now = offers(seen.case, seen.caller.person, seen.at, book)
    own = [offer for offer in open_now if offer.item == code]
    step = leading(own, case, book)
    hands = {it.holder, *it.signed.values()} - {None}
    names = await desk.directory.names(sorted(str(each) for each in hands))
    line = next(each for each in item_lines(case, seen.at, book, names) if each.code == code)
    filled_in = step is not None and step.do in _FILLED_IN_HERE
    fields = fields_of(step.do, code, choices_of(case, book)) if step is not None and filled_in else []
    told = await told_history(desk.register, case.number)
    return render(
        request,
        desk,
        "item.html",
        seen.caller,
        case=seen.case,
        item=it,
        line=line,
        definition=definition,
        kind=_KINDS[definition.kind],
        clocks=clock_lines(case, seen.at, book, it),
        stops=live_stops(it, seen.at.date()),
        past_stops=[say_stop(stop, seen.at.date()) for stop in it.stops if stop.resumed is not None],
        signatures=_signatures(it, seen, names),
        proposal=it.proposal,
        materials=[each for each in await materials_of(desk, seen) if each.code in definition.materials],
        owed=[book.catalogue.material(gap.material).title for gap in owed_for(case, code, book)],
        may_add=may_add(seen),
        largest=size_words(desk.attachments.limits.largest_file),
        step=step,
        fields=fields,
        given=_given(it),
        filled_in=filled_in,
        others=[offer for offer in own if offer != step],
        report=_report(open_now),
        rounds=rounds_of(told, case, code),
        key=secrets.token_urlsafe(16),
    )


def rounds_of(told: Sequence[Told], case: Case, item: ItemCode) -> list[Round]:
    """The item's own events by its rounds, the latest round first."""
    now, rounds = Case(number=case.number), dict[int, list[Told]]()
    for line in told:
        now = evolve(now, line.entry.event)
        if line.entry.event.item == item and item in now.items:
            rounds.setdefault(now.items[item].round, []).append(line)
    return [Round(number, lines) for number, lines in sorted(rounds.items(), reverse=True)]


def _signatures(item: Item, seen: Seen, names: dict[str, str]) -> list[Signature]:
    found = []
    for level in seen.book.catalogue.item(item.code).levels:
        person = item.signed.get(level)
        signed = None if person is None else names.get(person, person)
        found.append(Signature(said.LEVELS[level], signed, now=False))
    first_open = next((n for n, each in enumerate(found) if each.person is None), None)
    return [
        Signature(each.level, each.person, now=item.open and n == first_open) for n, each in enumerate(found)
    ]


def _given(item: Item) -> dict[str, list[str]]:
    """What was proposed before the item was sent back, to be mended."""
    last = item.proposal
    if last is None:
        return {}
    written = {"opinion": last.opinion, "reason": last.reason, "basis": last.basis, "result": last.result}
    given = {name: [value] for name, value in written.items() if value}
    return given | ({"conditions": ["\n".join(last.conditions)]} if last.conditions else {})


def _report(open_now: Sequence[Offer]) -> Offer | None:
    """Before acceptance a department tells the lead what its item lacks."""
    return next((offer for offer in open_now if offer.do == "report-gap"), None)


_KINDS = {
    "licence": Words(zh="行政许可", en="licence"),
    "opinion": Words(zh="审查意见", en="opinion"),
    "filing": Words(zh="备案", en="filing"),
}
