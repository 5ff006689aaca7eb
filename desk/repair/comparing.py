"""Lays the lines of a case beside what the engine remembers of them: pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from activities.register_check import Finding, check_lines
from activities.register_lines import Line
from activities.register_refill import Witnessed, restored
from desk.repair.memory import Memory
from models.domain.names import CaseNumber


@dataclass(frozen=True)
class Comparison:
    """What came of it: the lines that the register has lost, or all that keeps them from being written back.

    ``remembered`` is the highest number that the engine knows of.
    """

    number: CaseNumber
    standing: tuple[Line, ...]
    remembered: int
    missing: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()


def compare(number: CaseNumber, standing: Sequence[Line], memory: Memory) -> Comparison:
    """The lines and the memory of one case side by side. What stands in both must be the same."""
    lines = tuple(standing)
    known: dict[int, Witnessed] = {}
    for entry in memory.entries():
        known.setdefault(entry.seq, entry)  # the first is who wrote it; a later one may have read it back
    wanted = range(len(lines) + 1, memory.last + 1)
    missing: list[Line] = []
    try:
        findings = [*check_lines(number, lines)] or [*_forks(number, lines, memory)]
        findings = findings or [*_gone(number, [seq for seq in wanted if seq not in known])]
        if not findings:
            missing = restored(number, lines, [known[seq] for seq in wanted])
            findings = [
                _other_hash(line) for line in missing if known[line.seq].hash not in {None, line.hash}
            ]
    except ValidationError as invalid:
        said = invalid.errors(include_url=False, include_input=False)[0]["msg"]
        zh, en = f"历史中的正文不是有效的事件（{said}）", f"a body in the histories is no event ({said})"
        findings = [Finding(number, None, "body-unreadable", zh, en)]
    return Comparison(number, lines, memory.last, () if findings else tuple(missing), tuple(findings[:1]))


def same(entry: Witnessed, line: Line) -> bool:
    """Whether the entry is this line. The hash alone tells where it is known: it covers all lines before."""
    if entry.hash is not None:
        return entry.hash == line.hash
    facts = (entry.key, entry.digest, entry.entered_at)
    return facts == (line.key, line.digest, line.entered_at) and entry.entry().event == line.event()


def _forks(number: CaseNumber, lines: Sequence[Line], memory: Memory) -> Iterator[Finding]:
    """Where the register and a run, or two runs, have different entries in one place; the first one first."""
    places: dict[int, Finding] = {}
    first: dict[int, Witnessed] = {}
    for entry in memory.entries():
        if entry.seq <= len(lines):
            if not same(entry, lines[entry.seq - 1]):
                places[entry.seq] = _fork(number, entry, lines[entry.seq - 1].kind)
        elif not _agree(first.setdefault(entry.seq, entry), entry):
            places[entry.seq] = _fork(number, entry, first[entry.seq].kind)
    for seq, key, digest, kind in _carried(memory):
        if seq <= len(lines) and (key, digest, kind) != _said(lines[seq - 1]):
            places.setdefault(seq, _forked(number, seq, kind, lines[seq - 1].kind))
    yield from (places[seq] for seq in sorted(places))


def _carried(memory: Memory) -> Iterator[tuple[int, str, str, str]]:
    """What the answers say that runs were started with: also of events whose own histories are gone."""
    for each in memory.runs:
        for answer in () if each.start.carried is None else each.start.carried.answers:
            for seq, kind in enumerate(answer.events, start=answer.first):
                yield seq, answer.key, answer.digest, kind


def _said(line: Line) -> tuple[str, str, str]:
    return line.key, line.digest, line.kind


def _agree(one: Witnessed, other: Witnessed) -> bool:
    if one.hash is not None and other.hash is not None:
        return one.hash == other.hash
    return (one.key, one.digest, one.entered_at) == (other.key, other.digest, other.entered_at) and (
        one.entry().event == other.entry().event
    )


def _fork(number: CaseNumber, entry: Witnessed, stands: str) -> Finding:
    return _forked(number, entry.seq, entry.kind, stands)


def _forked(number: CaseNumber, seq: int, remembered: str, stands: str) -> Finding:
    zh = f"分叉：登记簿此处为 {stands}，流程引擎记得的是另一条 {remembered}"
    en = f"a fork: {stands} stands here, the engine remembers another entry, {remembered}"
    return Finding(number, seq, "forked", zh, en)


def _other_hash(line: Line) -> Finding:
    zh = "写回后的哈希与原先的不同，说明它之前的记录已不是原来的"
    en = "written back it would not have the hash it had: what stands before it is not what stood there"
    return Finding(line.case, line.seq, "forked", zh, en)


def _gone(number: CaseNumber, unknown: Sequence[int]) -> Iterator[Finding]:
    if unknown:
        first, last = unknown[0], unknown[-1]
        zh = f"第 {first} 条至第 {last} 条登记簿已失去，流程引擎的历史也不再保留"
        en = f"lines {first} to {last} are lost to the register, and no history has them any more"
        yield Finding(number, first, "history-missing", zh, en)
