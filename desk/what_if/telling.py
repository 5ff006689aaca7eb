"""A comparison in words and figures: per department and item what is late before and after."""

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from desk.what_if.comparing import Comparison
from desk.what_if.judging import Place, Side, Tally
from models.domain import words
from models.domain.catalogue import Catalogue, catalogue_digest
from models.domain.names import ClockName, DepartmentCode, ItemCode
from models.domain.text import Language, Words

_NUMBERS: Final = 5
"""Columns of figures on each side."""

_CASE_PAIRS: Final[tuple[tuple[ClockName, ClockName | None], ...]] = (
    ("acceptance", None),
    ("corrections", None),
    ("committed", "statutory"),
    ("delivery", "delivery-statutory"),
)
_CASE_ROWS: Final[dict[ClockName, Words]] = {
    "acceptance": Words(zh="办件：受理", en="case: acceptance"),
    "corrections": Words(zh="办件：补正", en="case: corrections"),
    "committed": Words(zh="办件：决定", en="case: decision"),
    "delivery": Words(zh="办件：送达", en="case: delivery"),
}


def as_data(compared: Comparison, before: Catalogue, after: Catalogue) -> dict[str, object]:
    """The comparison for other programs; days late are working days."""
    return {
        "what_if": 1,
        "before": _side(compared.before, before, after),
        "after": _side(compared.after, after, before),
        "left_out": compared.left_out,
    }


def _side(side: Side, catalogue: Catalogue, other: Catalogue) -> dict[str, object]:
    return {
        "catalogue": {
            "code": catalogue.code,
            "version": catalogue.version,
            "digest": catalogue_digest(catalogue),
        },
        "cases": side.cases,
        "outcomes": dict(sorted(side.outcomes.items())),
        "unfiled": dict(sorted(side.unfiled.items())),
        "late_cases": side.late_cases,
        "mean_days_to_decision": round(side.days_to_decision / side.decided, 2) if side.decided else None,
        "limits": [
            {
                "department": place.department,
                "name": _department(place.department, catalogue, other).model_dump(),
                "item": place.item,
                "clock": place.clock,
                "ran": tally.ran,
                "late": tally.late,
                "days_late": tally.days,
                "most_days_late": tally.most,
            }
            for place, tally in sorted(side.places.items(), key=lambda each: _order(each[0], catalogue))
        ],
    }


def table(compared: Comparison, before: Catalogue, after: Catalogue, language: Language) -> Iterator[str]:
    """The lines of the report."""
    zh = language == "zh"
    yield f"{'现行' if zh else 'before'}: {_named(before)}    {'改后' if zh else 'after'}: {_named(after)}"
    for side, said in (
        (compared.before, "现行" if zh else "before"),
        (compared.after, "改后" if zh else "after"),
    ):
        yield f"{said}: {_summary(side, language)}"
    for why, count in compared.left_out.items():
        yield f"{'未重演' if zh else 'left out'}: {count} ({why})"
    yield ""
    yield from _aligned(list(_rows(compared, before, after, language)))


def _named(catalogue: Catalogue) -> str:
    return f"{catalogue.code}@{catalogue.version}"


def _summary(side: Side, language: Language) -> str:
    zh = language == "zh"
    outcomes = [f"{_outcome(name).in_(language)} {count}" for name, count in sorted(side.outcomes.items())]
    parts = [
        f"{side.cases} 件" if zh else f"{side.cases} cases",
        *outcomes,
        *(
            f"{'不能收件' if zh else 'not filed'} {count}: {why}"
            for why, count in sorted(side.unfiled.items())
        ),
        f"超承诺 {side.late_cases} 件" if zh else f"{side.late_cases} decided after the promise",
    ]
    if side.decided:
        mean = f"{side.days_to_decision / side.decided:.1f}"
        parts.append(
            f"收件至决定平均 {mean} 个工作日" if zh else f"{mean} working days to the decision on average"
        )
    return ("，" if zh else ", ").join(parts)


def _outcome(name: str) -> Words:
    said: list[tuple[str, Words]] = [*words.CASE_STATES.items(), *words.OUTCOMES.items()]
    return dict(said)[name]


def _rows(
    compared: Comparison, before: Catalogue, after: Catalogue, language: Language
) -> Iterator[tuple[str, ...]]:
    zh = language == "zh"
    figures = (
        ("数", "超承诺", "平均迟", "最多迟", "超法定") if zh else ("n", "late", "mean", "most", "by law")
    )
    then, now = ("现行", "改后") if zh else ("before", "after")
    yield ("", then, *[""] * (_NUMBERS - 1), now, *[""] * (_NUMBERS - 1))
    yield ("部门 / 事项" if zh else "department / item", *figures, *figures)
    places = {*compared.before.places, *compared.after.places}
    departments = {place.department for place in places}
    for department in sorted(departments, key=lambda code: _department_order(code, before, after)):
        of_items = {place.item for place in places if place.department == department and place.item}
        yield (
            _department(department, before, after).in_(language),
            *_figures(compared, department, sorted(of_items), "committed", "statutory"),
        )
        for promise, law in _CASE_PAIRS:
            if any(place == (department, None, promise) for place in places):
                row = _figures(compared, department, [None], promise, law)
                yield (f"  {_CASE_ROWS[promise].in_(language)}", *row)
        for item in sorted(of_items, key=lambda code: _item_order(code, before, after)):
            row = _figures(compared, department, [item], "committed", "statutory")
            yield (f"  {_item(item, before, after).in_(language)}", *row)


def _figures(
    compared: Comparison,
    department: DepartmentCode,
    items: list[ItemCode] | list[None],
    promise: ClockName,
    law: ClockName | None,
) -> Iterator[str]:
    for side in (compared.before, compared.after):
        promised, by_law = Tally(), Tally()
        for item in items:
            promised.add(side.places.get(Place(department, item, promise), Tally()))
            if law is not None:
                by_law.add(side.places.get(Place(department, item, law), Tally()))
        mean = f"{promised.days / promised.late:.1f}" if promised.late else "-"
        late = f"{promised.late} ({100 * promised.late / promised.ran:.0f}%)" if promised.ran else "-"
        yield from (
            str(promised.ran) if promised.ran else "-",
            late,
            mean,
            str(promised.most) if promised.late else "-",
            str(by_law.late) if law is not None and by_law.ran else "-",
        )


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *numbers = row
        cells = [first + " " * (widths[0] - cell_len(first))]
        for position, number in enumerate(numbers, start=1):
            between = " | " if position in {1, 1 + _NUMBERS} else "  "
            cells.append(between + " " * (widths[position] - cell_len(number)) + number)
        yield "".join(cells).rstrip()


def _department(code: DepartmentCode, *catalogues: Catalogue) -> Words:
    found = (catalogue.department_by_code.get(code) for catalogue in catalogues)
    return next((each.name for each in found if each is not None), Words(zh=code, en=code))


def _item(code: ItemCode, *catalogues: Catalogue) -> Words:
    found = (catalogue.item_by_code.get(code) for catalogue in catalogues)
    return next((each.title for each in found if each is not None), Words(zh=code, en=code))


def _order(place: Place, *catalogues: Catalogue) -> tuple[object, ...]:
    items = _item_order(place.item, *catalogues) if place.item is not None else (-1, "")
    return (_department_order(place.department, *catalogues), items, place.clock)


def _department_order(code: DepartmentCode, *catalogues: Catalogue) -> tuple[int, str]:
    listed = [each for catalogue in catalogues for each in catalogue.department_by_code]
    return (listed.index(code) if code in listed else len(listed), code)


def _item_order(code: ItemCode, *catalogues: Catalogue) -> tuple[int, str]:
    listed = [each for catalogue in catalogues for each in catalogue.item_by_code]
    return (listed.index(code) if code in listed else len(listed), code)
