"""What can be wrong with the lines of one case, found from the lines alone: pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from activities.numbers import read_number
from activities.projections import Cell
from activities.register_lines import Line
from models.domain.chain import GENESIS
from models.domain.events import CaseReceived, Event
from models.domain.names import CaseNumber

Fault = Literal[
    "number-invalid",
    "line-missing",
    "link-broken",
    "line-changed",
    "body-unreadable",
    "column-changed",
    "not-its-case",
    "rulebook-missing",
    "fold-impossible",
    "tail-missing",
    "projection-missing",
    "projection-strayed",
    "projection-unfounded",
    "forked",
    "history-missing",
    "project-taken",
    "engine-ahead",
    "case-moving",
]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be, where, and in both languages."""

    case: str
    seq: int | None
    what: Fault
    zh: str
    en: str


class RegisterDamaged(Exception):
    """The lines of a case are not whole; nothing is made from them before they are."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{each.case} {each.seq}: {each.zh} / {each.en}" for each in findings[:5]))


def check_lines(number: CaseNumber, lines: Sequence[Line]) -> Iterator[Finding]:
    """Every fault of a case's lines, given in order: gaps, links, hashes, bodies, columns."""
    expected, previous = 1, GENESIS
    for line in lines:
        if line.seq != expected:
            yield Finding(
                number,
                line.seq,
                "line-missing",
                f"第 {expected} 条至第 {line.seq - 1} 条缺失",
                f"lines {expected} to {line.seq - 1} are missing",
            )
        if line.previous_hash != previous:
            yield Finding(
                number,
                line.seq,
                "link-broken",
                "与前一条的哈希不衔接",
                "it does not carry the hash of the line before",
            )
        if line.own_hash() != line.hash:
            yield Finding(
                number,
                line.seq,
                "line-changed",
                "内容与其哈希不符",
                "what stands in it does not fit its hash",
            )
        yield from _check_body(number, line)
        expected, previous = line.seq + 1, line.hash


def _check_body(number: CaseNumber, line: Line) -> Iterator[Finding]:
    try:
        event = line.event()
    except ValidationError as unreadable:
        place = unreadable.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in place["loc"])
        yield Finding(
            number,
            line.seq,
            "body-unreadable",
            f"正文不是有效的事件（{where}）",
            f"the body is no event ({where}: {place['msg']})",
        )
        return
    filed = isinstance(event, CaseReceived)
    if filed != (line.seq == 1) or (isinstance(event, CaseReceived) and event.number != number):
        yield Finding(
            number,
            line.seq,
            "not-its-case",
            "不属于本办件",
            "the event does not belong into this place of this case",
        )
    for column, (stands, must) in _repeated(number, line, event).items():
        if stands != must:
            yield Finding(
                number,
                line.seq,
                "column-changed",
                f"列 {column} 为 {stands}，应为 {must}",
                f"the column {column} is {stands}, it must be {must}",
            )


def _repeated(number: CaseNumber, line: Line, event: Event) -> Mapping[str, tuple[Cell, Cell]]:
    """The columns that repeat something, with what they must say."""
    parts = read_number(number)
    return {
        "year": (line.year, parts.year),
        "jurisdiction": (line.jurisdiction, parts.jurisdiction),
        "kind": (line.kind, event.kind),
        "item": (line.item, event.item),
        "at": (line.at, event.at),
        "by": (line.by, event.by),
    }
