"""A catalogue drawn as text: what goes side by side, what waits for what, and how long it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue, Item, catalogue_digest
from models.domain.limits import Limit
from models.domain.names import ItemCode
from models.domain.procedure import critical_path, earliest_finish, layers, working_days_at_most
from models.domain.procedure_dates import finish_dates, last_chain
from models.domain.text import Language

_SAMPLE = "*"


@dataclass(frozen=True)
class Dates:
    """The days on which items end when the case is accepted on a day, and the last of them."""

    accepted: date
    finish: dict[ItemCode, date]
    last: date
    provisional: bool


@dataclass(frozen=True)
class Procedure:
    """The order that follows from the catalogue when every item applies, in working days."""

    catalogue: Catalogue
    layers: tuple[tuple[ItemCode, ...], ...]
    finish: dict[ItemCode, int]
    critical: tuple[ItemCode, ...]
    days: int
    dates: "Dates | None" = None

    @classmethod
    def of(
        cls, catalogue: Catalogue, accepted: date | None = None, calendar: Calendar | None = None
    ) -> "Procedure":
        """The order of a catalogue that has passed its checks; with dates for an acceptance on a day."""
        after = {item.code: item.after for item in catalogue.items}
        days = {item.code: working_days_at_most(item.committed) for item in catalogue.items}
        critical, total = critical_path(after, days)
        finish = earliest_finish(after, days)
        if accepted is None or calendar is None:
            return cls(catalogue, layers(after), finish, critical, total)
        on = finish_dates(catalogue, accepted, calendar.days)
        last = max(on.values())
        dates = Dates(accepted, on, last, calendar.days.spans_provisional(accepted, last))
        return cls(catalogue, layers(after), finish, last_chain(catalogue, on), total, dates)

    def finishing(self, language: Language) -> str:
        """When everything has ended if each promise is used to its last day: in days, and as a date."""
        zh = language == "zh"
        if self.dates is None:
            return f"第 {self.days} 个工作日" if zh else f"working day {self.days}"
        last = self.dates.last.isoformat()
        if self.dates.provisional:
            last = f"{last}（暂定：尚无当年工作日安排）" if zh else f"{last} (provisional: no calendar yet)"
        return last


def draw(procedure: Procedure, language: Language) -> Iterator[str]:
    """The lines of the picture."""
    catalogue = procedure.catalogue
    zh = language == "zh"
    lead = catalogue.department(catalogue.lead).name.in_(language)
    limits = catalogue.limits
    yield f"{catalogue.title.in_(language)}  {catalogue.code}  {catalogue.version}"
    yield " · ".join(
        [
            catalogue.jurisdiction.name.in_(language),
            f"{'牵头' if zh else 'lead'} {lead}",
            *([catalogue.designation] if catalogue.designation else []),
        ]
    )
    extension = f"+{limits.extension}" if limits.extension else ""
    yield (
        f"{'办件' if zh else 'case'}: {'承诺' if zh else 'committed'} {_limit(limits.committed, language)} · "
        f"{'法定' if zh else 'statutory'} {_limit(limits.statutory, language)}{extension}"
    )
    chain = " → ".join(procedure.critical)
    unit = "个工作日" if zh else "working days"
    yield f"▶ {'关键路径' if zh else 'critical path'}: {chain} = {procedure.days} {unit}"
    accepted = ""
    if procedure.dates is not None:
        accepted = f"{procedure.dates.accepted} 受理，" if zh else f"accepted on {procedure.dates.accepted}, "
    said = "各项承诺用足时最早全部办结" if zh else "earliest finish with each promise used in full"
    yield f"{accepted}{said}: {procedure.finishing(language)}"
    rows = {item.code: _row(procedure, item, language) for item in catalogue.items}
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows.values(), strict=True)]
    for number, layer in enumerate(procedure.layers, start=1):
        yield ""
        yield f"第 {number} 步" if zh else f"step {number}"
        for code in layer:
            cells = zip(rows[code], widths, strict=True)
            yield "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in cells).rstrip()
    yield ""
    yield (
        f"{_SAMPLE} 样例数据，未见于公布的文件"
        if zh
        else f"{_SAMPLE} a plausible sample, not a published figure"
    )


def _row(procedure: Procedure, item: Item, language: Language) -> tuple[str, ...]:
    zh = language == "zh"
    extension = f"+{item.statutory.extension}" if item.statutory.extension else ""
    statutory = f"{_limit(item.statutory, language)}{extension}"
    waits = f"← {', '.join(item.after)}" if item.after else ""
    visit = ("踏勘" if zh else "visit") if item.visit else ""
    return (
        "▶" if item.code in procedure.critical else " ",
        item.code,
        item.title.in_(language) + (_SAMPLE if item.source == "sample" else ""),
        procedure.catalogue.department(item.department).name.in_(language),
        f"{'承诺' if zh else 'committed'} {_limit(item.committed, language)}",
        f"{'法定' if zh else 'statutory'} {statutory}",
        _until(procedure, item.code, language),
        visit,
        waits,
    )


def _until(procedure: Procedure, code: ItemCode, language: Language) -> str:
    if procedure.dates is not None:
        return f"≤ {procedure.dates.finish[code]}"
    finish = procedure.finish[code]
    return f"≤ 第 {finish} 日" if language == "zh" else f"≤ day {finish}"


def _limit(limit: Limit, language: Language) -> str:
    calendar = ("自然日" if language == "zh" else " calendar days") if limit.unit == "calendar-day" else ""
    return f"{limit.days}{calendar}{_SAMPLE if limit.source == 'sample' else ''}"


def as_data(procedure: Procedure) -> dict[str, object]:
    """The same as data; `earliest_finish` and `days` are working days after acceptance."""
    catalogue = procedure.catalogue
    return {
        "code": catalogue.code,
        "version": catalogue.version,
        "digest": catalogue_digest(catalogue),
        "title": catalogue.title.model_dump(),
        "lead": catalogue.lead,
        "limits": catalogue.limits.model_dump(mode="json", exclude_none=True),
        "critical_path": {"items": procedure.critical, "days": procedure.days},
        "accepted": None if procedure.dates is None else procedure.dates.accepted.isoformat(),
        "finish": None if procedure.dates is None else procedure.dates.last.isoformat(),
        "provisional": None if procedure.dates is None else procedure.dates.provisional,
        "layers": procedure.layers,
        "items": {
            item.code: {
                "title": item.title.model_dump(),
                "department": item.department,
                "kind": item.kind,
                "after": item.after,
                "committed": item.committed.model_dump(exclude_none=True),
                "statutory": item.statutory.model_dump(exclude_none=True),
                "visit": item.visit,
                "source": item.source,
                "earliest_finish": procedure.finish[item.code],
                "finish": None if procedure.dates is None else procedure.dates.finish[item.code].isoformat(),
                "critical": item.code in procedure.critical,
            }
            for item in catalogue.items
        },
    }
