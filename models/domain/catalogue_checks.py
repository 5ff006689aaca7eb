"""What must hold between the parts of a catalogue before anybody may work by it."""

from collections.abc import Iterator, Sequence
from typing import get_args

from models.domain.catalogue import Catalogue, Department, Item
from models.domain.condition_checks import check_condition
from models.domain.faults import Fault, Path
from models.domain.limits import Limit, Rung, StopRules
from models.domain.names import DepartmentCode, ItemCode, Level
from models.domain.procedure import (
    critical_path,
    cycles,
    longer,
    working_days_at_least,
    working_days_at_most,
)

LEVELS: tuple[Level, ...] = get_args(Level)


def check_catalogue(catalogue: Catalogue) -> list[Fault]:
    """Every fault of the catalogue, each once, in the order of the file's sections."""
    faults = [
        *_check_validity(catalogue),
        *_check_lead(catalogue),
        *_check_case_limits(catalogue),
        *_check_stops(catalogue.stops.statutory, ("stops", "statutory")),
        *_check_stops(catalogue.stops.committed, ("stops", "committed")),
        *_check_ladder(catalogue.ladder),
        *_check_codes(catalogue),
        *_check_departments(catalogue),
        *_check_questions(catalogue),
        *(
            fault
            for position, item in enumerate(catalogue.items)
            for fault in _check_item(catalogue, position, item)
        ),
        *_check_order(catalogue),
    ]
    return list(dict.fromkeys(faults))


def _check_validity(catalogue: Catalogue) -> Iterator[Fault]:
    if catalogue.valid_until is not None and catalogue.valid_until < catalogue.valid_from:
        yield _ends_before_it_begins(("valid_until",))


def _ends_before_it_begins(path: Path) -> Fault:
    return Fault(path, "失效日早于生效日", "ends before it begins")


def _check_lead(catalogue: Catalogue) -> Iterator[Fault]:
    if catalogue.lead not in catalogue.department_by_code:
        yield Fault(
            ("lead",),
            f"牵头部门 {catalogue.lead} 不在 departments 中",
            f"the lead {catalogue.lead} is no department of this catalogue",
        )


def _check_case_limits(catalogue: Catalogue) -> Iterator[Fault]:
    limits = catalogue.limits
    yield from _check_promise(limits.committed, limits.statutory, ("limits", "committed"))
    delivery = limits.delivery
    yield from _check_promise(delivery.committed, delivery.statutory, ("limits", "delivery", "committed"))


def _check_promise(committed: Limit, statutory: Limit, path: Path) -> Iterator[Fault]:
    if longer(committed, statutory):
        yield Fault(
            path,
            f"承诺时限（{_zh(committed)}）长于法定时限（{_zh(statutory)}）",
            f"the committed limit ({_en(committed)}) is above the statutory limit ({_en(statutory)})",
        )


def _zh(limit: Limit) -> str:
    return f"{limit.days} {'个工作日' if limit.unit == 'working-day' else '个自然日'}"


def _en(limit: Limit) -> str:
    return f"{limit.days} {limit.unit.replace('-', ' ')}s"


def _check_stops(rules: StopRules | None, path: Path) -> Iterator[Fault]:
    yield from _repeated([rule.reason for rule in rules or ()], path)


def _check_ladder(ladder: Sequence[Rung]) -> Iterator[Fault]:
    if not ladder:
        yield Fault(("ladder",), "督办梯级为空，到期无人知晓", "an empty ladder tells nobody")
    last: int | None = None
    for position, rung in enumerate(ladder):
        path = ("ladder", position)
        if not rung.tell:
            yield Fault((*path, "tell"), "没有写明通知谁", "this rung tells nobody")
        yield from _repeated(rung.tell, (*path, "tell"))
        if (rung.left is None) is (rung.after is None):
            yield Fault(path, "left 与 after 应恰好写一个", "write exactly one of left and after")
            continue
        # On the day the limit ends, `left` is 1: so `left: 1` lies before `after: 0`.
        place = rung.after if rung.after is not None else -(rung.left or 0)
        if last is not None and place <= last:
            yield Fault(path, "督办梯级未按时间先后排列", "this rung is not later than the one before it")
        last = place


def _repeated(codes: Sequence[str], path: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, code in enumerate(codes):
        if code in seen:
            yield Fault((*path, position), f"{code} 重复", f"{code} is named twice")
        seen.add(code)


def _check_codes(catalogue: Catalogue) -> Iterator[Fault]:
    sections: dict[str, list[str]] = {
        "departments": [department.code for department in catalogue.departments],
        "questions": [question.code for question in catalogue.questions],
        "materials": [material.code for material in catalogue.materials],
        "items": [item.code for item in catalogue.items],
    }
    for section, codes in sections.items():
        seen: set[str] = set()
        for position, code in enumerate(codes):
            if code in seen:
                path = (section, position, "code")
                yield Fault(path, f"代码 {code} 重复", f"the code {code} is used twice")
            seen.add(code)


def _check_departments(catalogue: Catalogue) -> Iterator[Fault]:
    succeeded = {former for department in catalogue.departments for former in department.succeeds}
    at_work = {catalogue.lead, *(item.department for item in catalogue.items)}
    for position, department in enumerate(catalogue.departments):
        path = ("departments", position)
        if department.code in department.succeeds:
            yield Fault((*path, "succeeds"), "部门不能承继自己", "a department cannot succeed itself")
        yield from _repeated(department.succeeds, (*path, "succeeds"))
        ends = department.valid_until
        if ends is not None and department.valid_from is not None and ends < department.valid_from:
            yield _ends_before_it_begins((*path, "valid_until"))
        if ends is not None and department.code not in succeeded:
            yield Fault(
                (*path, "valid_until"),
                f"{department.code} 于 {ends} 撤销，但没有部门承继它",
                f"{department.code} ends on {ends} and no department succeeds it",
            )
        if not in_force(department, catalogue) and not _is_listed_for_history(department, at_work, succeeded):
            yield Fault(
                path,
                f"{department.code} 在目录生效日 {catalogue.valid_from} 不存续",
                f"{department.code} is not valid on {catalogue.valid_from}, when this catalogue begins",
            )


def in_force(department: Department, catalogue: Catalogue) -> bool:
    """Whether the department exists on the day the catalogue begins."""
    begins, ends = department.valid_from, department.valid_until
    day = catalogue.valid_from
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _is_listed_for_history(
    department: Department, at_work: set[DepartmentCode], succeeded: set[DepartmentCode]
) -> bool:
    """A former department, or a coming successor, that no item and no lead needs on that day."""
    return department.code not in at_work and (department.code in succeeded or bool(department.succeeds))


def _check_questions(catalogue: Catalogue) -> Iterator[Fault]:
    for position, question in enumerate(catalogue.questions):
        path = ("questions", position)
        codes = [option.code for option in question.options]
        yield from _repeated(codes, (*path, "options"))
        if question.type == "choice" and not codes:
            yield Fault(path, "选择题没有选项（options）", "a choice needs options")
        if question.type != "choice" and codes:
            yield Fault((*path, "options"), "只有 choice 类型的问题有选项", "only a choice has options")


def _check_item(catalogue: Catalogue, position: int, item: Item) -> Iterator[Fault]:
    path = ("items", position)
    if item.department not in catalogue.department_by_code:
        yield _unknown((*path, "department"), "部门", "department", item.department)
    if item.when is not None:
        condition_faults = check_condition(item.when, catalogue.question_by_code)
        yield from (fault.under(*path, "when") for fault in condition_faults)
    for place, code in enumerate(item.after):
        if code not in catalogue.item_by_code:
            yield _unknown((*path, "after", place), "事项", "item", code)
    yield from _repeated(item.after, (*path, "after"))
    yield from _check_promise(item.committed, item.statutory, (*path, "committed"))
    yield from _check_levels(item, (*path, "levels"))
    for place, material in enumerate(item.materials):
        if material not in catalogue.material_by_code:
            yield _unknown((*path, "materials", place), "材料", "material", material)
    yield from _repeated(item.materials, (*path, "materials"))
    yield from _check_earlier_results(catalogue, item, (*path, "requires_results"))
    if item.deemed and item.kind != "opinion":
        yield Fault(
            (*path, "deemed"),
            f"视为同意只适用于征求意见（opinion），本事项是 {item.kind}",
            f"only an opinion can be deemed given, and this item is a {item.kind}",
        )
    yield from _check_stops(item.stops.statutory, (*path, "stops", "statutory"))
    yield from _check_stops(item.stops.committed, (*path, "stops", "committed"))


def _unknown(path: Path, zh: str, en: str, code: str) -> Fault:
    return Fault(path, f"没有这个{zh}：{code}", f"there is no such {en}: {code}")


def _check_levels(item: Item, path: Path) -> Iterator[Fault]:
    if not 1 <= len(item.levels) <= len(LEVELS):
        yield Fault(path, "应有一至三级", "there must be one to three levels")
    elif len(set(item.levels)) < len(item.levels):
        yield Fault(path, "同一级不能出现两次", "a level is repeated")
    elif sorted(item.levels, key=LEVELS.index) != list(item.levels):
        yield Fault(path, f"应按此顺序：{'→'.join(LEVELS)}", f"levels go in the order {', '.join(LEVELS)}")


def _check_earlier_results(catalogue: Catalogue, item: Item, path: Path) -> Iterator[Fault]:
    promised = catalogue.follows.results if catalogue.follows is not None else ()
    for place, code in enumerate(item.requires_results):
        if code not in promised:
            yield Fault(
                (*path, place),
                f"{code} 不在 follows.results 中",
                f"{code} is not among follows.results",
            )


def _check_order(catalogue: Catalogue) -> Iterator[Fault]:
    after: dict[ItemCode, tuple[ItemCode, ...]] = {item.code: item.after for item in catalogue.items}
    positions = {item.code: position for position, item in reversed(list(enumerate(catalogue.items)))}
    knots = cycles(after)
    for knot in knots:
        chain = "→".join(knot)
        path = ("items", positions[knot[0]], "after")
        yield Fault(path, f"前置关系成环：{chain}", f"the prerequisites run in a circle: {chain}")
    if knots:
        return
    promise = catalogue.limits.committed
    path_codes, total = critical_path(
        after, {item.code: working_days_at_most(item.committed) for item in catalogue.items}
    )
    if total > working_days_at_least(promise):
        chain = "→".join(path_codes)
        yield Fault(
            ("limits", "committed"),
            f"关键路径 {chain} 共需 {total} 个工作日，长于办件承诺时限（{_zh(promise)}）",
            f"the critical path {chain} takes {total} working days, above the case's limit ({_en(promise)})",
        )
