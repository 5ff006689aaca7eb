"""The kinds of documents, and the number that a document has from its place in the register."""

from collections.abc import Mapping
from typing import Final, Literal

from activities.numbers import read_number
from desk.documents import wording
from desk.documents.matter import Matter
from desk.documents.sheet import Mark
from models.domain.events import Event
from models.domain.names import CaseNumber
from models.domain.text import Words

DocumentKind = Literal[
    "acceptance",
    "corrections",
    "notice",
    "declination",
    "extension",
    "special-procedure",
    "item-decision",
    "decision",
    "delivery",
]

NUMBER_WORDS: Final[Mapping[DocumentKind, str]] = {
    "acceptance": "受",
    "corrections": "补",
    "notice": "抄",
    "declination": "不受",
    "extension": "延",
    "special-procedure": "特",
    "item-decision": "项",
    "decision": "决",
    "delivery": "送",
}
TITLES: Final[Mapping[DocumentKind, Words]] = {
    "acceptance": Words(zh="受理通知书", en="Notice of acceptance"),
    "corrections": Words(zh="补正材料一次性告知书", en="One-time notice of corrections"),
    "notice": Words(zh="抄告单", en="Notice to a department"),
    "declination": Words(zh="不予受理决定书", en="Decision not to accept"),
    "extension": Words(zh="延长办理期限通知书", en="Notice of extension"),
    "special-procedure": Words(zh="特别程序告知书", en="Notice of a special procedure"),
    "item-decision": Words(zh="部门决定书或意见书", en="Decision or opinion of a department"),
    "decision": Words(zh="联合审批决定书", en="Joint decision"),
    "delivery": Words(zh="送达回证", en="Delivery receipt"),
}
"""What a list of documents calls them; the paper's own title may say more."""
KINDS: Final[Mapping[str, DocumentKind]] = {
    "case-accepted": "acceptance",
    "case-deemed-accepted": "acceptance",
    "corrections-requested": "corrections",
    "notice-issued": "notice",
    "case-declined": "declination",
    "item-extended": "extension",
    "case-extended": "extension",
    "clock-stopped": "special-procedure",
    "item-concluded": "item-decision",
    "case-decided": "decision",
    "case-delivered": "delivery",
}
HASH_LENGTH: Final = 16
"""Characters of the line's hash in the address: nobody finds a document by counting."""


class NotADocument(Exception):
    """Nothing is printed of an event of this kind."""


def kind_of(event: Event) -> DocumentKind | None:
    """The document that the event gives rise to; None for one that gives rise to none."""
    if event.kind == "item-concluded" and event.opinion == "not-involved":
        return None
    return KINDS.get(event.kind)


def mark_of(matter: Matter, check_page: str) -> Mark:
    """The document's number and address. ``check_page`` is where the office's public check page is.

    One line of the register makes one document: 灵山联审受〔2026〕1-3号 is line 3 of the first case of 2026.
    """
    kind = kind_of(matter.event)
    if kind is None:
        raise NotADocument(matter.event.kind)
    number = number_of(matter.case.number, matter.line, kind, matter.book.catalogue.jurisdiction.name.zh)
    address = f"{check_page.rstrip('/')}/{matter.case.number}/{matter.line}/{matter.hash[:HASH_LENGTH]}"
    return Mark(
        number=number,
        case=matter.case.number,
        line=matter.line,
        hash=matter.hash,
        check_page=address,
    )


def number_of(case: CaseNumber, line: int, kind: DocumentKind, place: str) -> str:
    """The document's number; ``place`` is the county's name."""
    year, serial = read_number(case).year, int(case.rpartition("-")[2])
    return f"{wording.for_short(place)}联审{NUMBER_WORDS[kind]}〔{year}〕{serial}-{line}号"
