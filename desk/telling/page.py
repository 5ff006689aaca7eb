"""A case on one page: what it is, what is missing, its limits and why, its items, and who held the clock."""

from collections.abc import Iterator
from datetime import datetime

from desk.telling import remarks
from desk.telling.joint_standing import joint_lines
from desk.telling.names import Names
from desk.telling.standing import missing, standing
from models.domain import words as said
from models.domain.case import Case, Item
from models.domain.clocks import case_clocks, item_clocks
from models.domain.rulebook import Rulebook
from models.domain.text import Words
from models.domain.view import view


def page(case: Case, now: datetime, book: Rulebook) -> Iterator[Words]:
    """The lines of the page; what belongs to an item is indented below it."""
    yield from _heading(case)
    yield from _materials(case, book)
    for where, reason in standing(case_clocks(case, book), now, book):
        yield where
        yield _indented(1, reason)
    yield from remarks.of_case(case, book)
    if case.accepted_at is not None:
        for item in case.items.values():
            yield from _item(case, item, now, book)
    yield from joint_lines(case, book)
    yield from _holders(case, now, book)


def _heading(case: Case) -> Iterator[Words]:
    state = said.CASE_STATES[case.state]
    outcome = None if case.outcome is None else said.OUTCOMES[case.outcome]
    yield _words(
        f"{case.number}  {state.zh}{f'（{outcome.zh}）' if outcome else ''}",
        f"{case.number}  {state.en}{f' ({outcome.en})' if outcome else ''}",
    )
    if case.project is not None and case.applicant is not None:
        yield _words(
            f"{case.project.name}（{case.project.code}）  {case.applicant.name}",
            f"{case.project.name} ({case.project.code})  {case.applicant.name}",
        )
    if case.effective is not None and case.received_at is not None:
        received = case.received_at.date()
        yield _words(
            f"收件 {received}，受理 {case.effective}", f"received {received}, accepted {case.effective}"
        )


def _materials(case: Case, book: Rulebook) -> Iterator[Words]:
    """What is not there: missing, reported by departments, or promised for a later day."""
    names = Names(book, case)
    if case.state == "received":
        lacking = missing(case, book)
        if lacking:
            listed = names.listed(lacking)
            yield _words(f"缺少材料：{listed[0]}", f"missing materials: {listed[1]}")
    if case.state in {"received", "correcting"} and case.reported:
        gaps = names.materials(case.reported)
        yield _words(f"部门反映：{gaps[0]}", f"reported by departments: {gaps[1]}")
    if case.state == "correcting":
        gaps = names.materials(case.asked)
        yield _words(f"已告知补正：{gaps[0]}", f"asked for: {gaps[1]}")


def _item(case: Case, item: Item, now: datetime, book: Rulebook) -> Iterator[Words]:
    title = book.catalogue.item(item.code).title
    department = said.department(item.department, case, book.catalogue)
    state = said.ITEM_STATES[item.state]
    opinion = None if item.proposal is None else said.OPINIONS[item.proposal.opinion]
    zh = [f"- {title.zh}（{item.code}）", department.zh, state.zh, *([opinion.zh] if opinion else [])]
    en = [f"- {title.en} ({item.code})", department.en, state.en, *([opinion.en] if opinion else [])]
    result = [item.result] if item.result else []
    yield _words("  ".join([*zh, *result]), "  ".join([*en, *result]))
    if item.proposal is not None:
        given = "；".join(part for part in (item.proposal.reason, item.proposal.basis) if part)
        if given:
            yield _indented(1, _words(f"理由：{given}", f"reason: {given}"))
        for condition in item.proposal.conditions:
            yield _indented(1, _words(f"条件：{condition}", f"condition: {condition}"))
    for remark in remarks.of_item(case, item, book):
        yield _indented(1, remark)
    if not item.open or case.ended:
        return
    for stop in item.live_stops:
        named = Names(book, case).reason(stop.reason)
        yield _indented(
            1,
            _words(
                f"停止计时：{named[0]}，告知书{stop.notice}，{stop.begun}起，预计至{stop.until}",
                f"stopped: {named[1]}, notice {stop.notice}, from {stop.begun}, until {stop.until}",
            ),
        )
    for where, why in standing(item_clocks(item, book), now, book):
        yield _indented(1, where)
        yield _indented(2, why)


def _holders(case: Case, now: datetime, book: Rulebook) -> Iterator[Words]:
    shown = view(case, now, book)
    if not shown.attribution:
        return
    zh, en = [], []
    for share in shown.attribution:
        party = said.party(share.party, case, book.catalogue)
        zh.append(f"{party.zh} {share.days} 日")
        en.append(f"{party.en} {share.days} {'day' if share.days == 1 else 'days'}")
    mark = ("（未结，暂计）", " (open, provisional)") if shown.attribution_provisional else ("", "")
    yield _words(f"时间占用：{'，'.join(zh)}{mark[0]}", f"Who held the clock: {', '.join(en)}{mark[1]}")


def _indented(depth: int, line: Words) -> Words:
    return _words(f"{'    ' * depth}{line.zh}", f"{'    ' * depth}{line.en}")


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
