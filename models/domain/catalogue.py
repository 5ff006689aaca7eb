"""A catalogue: the versioned definition of one joint procedure, as its file says it.

The shape alone; what must hold between its parts is asked by `catalogue_checks`. Everything
is frozen, because a running case keeps the catalogue it was accepted under.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StrictBool, StrictStr

from models.domain.conditions import Answers, Condition, Question, holds
from models.domain.day import Day
from models.domain.format_version import FormatOne
from models.domain.limits import (
    DEFAULT_LADDER,
    CaseLimits,
    Days,
    ItemStops,
    Limit,
    LimitField,
    Rung,
    Source,
    StatutoryField,
    StatutoryLimit,
    StopRule,
    Stops,
    same_limit,
)
from models.domain.names import DepartmentCode, ItemClock, ItemCode, Level, MaterialCode
from models.domain.text import CODE_SHAPE, Code, Line, Words, shaped

ItemKind = Literal["licence", "opinion", "filing"]
Mode = Literal["paper-round", "meeting"]
JoinRule = Literal["all-required", "lead-decides"]
JurisdictionLevel = Literal["state", "province", "prefecture", "city", "district", "county", "township"]

ItemRef = Annotated[ItemCode, Strict(), CODE_SHAPE]
DepartmentRef = Annotated[DepartmentCode, Strict(), CODE_SHAPE]
MaterialRef = Annotated[MaterialCode, Strict(), CODE_SHAPE]
JurisdictionCode = Annotated[
    StrictStr,
    shaped(
        r"[0-9]{6}(?:[0-9]{3}|[0-9]{6})?", "应为六位行政区划代码", "must be a division code of six digits"
    ),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Jurisdiction(_Part):
    """Whose procedure this is; the code (GB/T 2260) begins every case number."""

    code: JurisdictionCode
    name: Words
    level: JurisdictionLevel


class Department(_Part):
    """A department under one name; `succeeds` names the codes of those whose work it took over.

    A predecessor need not be listed: old cases carry their own catalogue, and so the name
    of their day. `queue` is the Temporal task queue on which its own system answers; without
    one, its people answer at the desk.
    """

    code: DepartmentRef
    name: Words
    valid_from: Day | None = None
    valid_until: Day | None = None
    succeeds: tuple[DepartmentRef, ...] = ()
    queue: Code | None = None


class Material(_Part):
    """A document the applicant hands in.

    `required`: the case is not accepted without it. `tolerable`: it may follow by a promised
    day (容缺受理).
    """

    code: MaterialRef
    title: Words
    required: StrictBool = False
    tolerable: StrictBool = False


class Follows(_Part):
    """The earlier phase of the same project, and which of its items' results a case may name."""

    catalogue: Code
    results: Annotated[tuple[ItemRef, ...], Field(min_length=1)]


class Item(_Part):
    """One approval that one department gives inside the case.

    `requires_results` names items of the earlier phase (`follows`) whose result the case must
    state before this item can be asked for. `source: sample` marks an item whose place, levels
    or materials are a plausible sample and not published; each limit has its own mark.
    """

    code: ItemRef
    title: Words
    department: DepartmentRef
    kind: ItemKind
    basis: Line
    when: Condition | None = None
    after: tuple[ItemRef, ...] = ()
    statutory: StatutoryField = StatutoryLimit(days=20)
    committed: LimitField = Field(default_factory=same_limit)
    levels: tuple[Level, ...]
    visit: StrictBool = False
    materials: tuple[MaterialRef, ...] = ()
    requires_results: tuple[ItemRef, ...] = ()
    result: Words | None = None
    deemed: StrictBool = False
    stops: ItemStops = ItemStops()
    source: Source = "published"
    note: Words | None = None

    def limit(self, clock: ItemClock) -> Limit:
        """The limit of one of the two clocks that run on the item."""
        return self.statutory if clock == "statutory" else self.committed


Entry = TypeVar("Entry", Department, Question, Material, Item)


class Catalogue(_Part):
    """One joint procedure in one version. Lookups raise `KeyError` for a code it does not know."""

    catalogue: FormatOne
    code: Code
    version: Line
    valid_from: Day
    valid_until: Day | None = None
    title: Words
    jurisdiction: Jurisdiction
    designation: Line | None = None
    mode: Mode = "paper-round"
    lead: DepartmentRef
    join: JoinRule = "all-required"
    follows: Follows | None = None
    limits: CaseLimits = CaseLimits()
    stops: Stops = Stops()
    negative_filing: StrictBool = True
    archive_after: Days = 10
    ladder: tuple[Rung, ...] = DEFAULT_LADDER
    departments: Annotated[tuple[Department, ...], Field(min_length=1, max_length=200)]
    questions: Annotated[tuple[Question, ...], Field(max_length=200)] = ()
    materials: Annotated[tuple[Material, ...], Field(max_length=500)] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=200)]

    @cached_property
    def department_by_code(self) -> Mapping[DepartmentCode, Department]:
        """Every listed department, former ones included."""
        return {department.code: department for department in self.departments}

    @cached_property
    def material_by_code(self) -> Mapping[MaterialCode, Material]:
        """Every material that a case may hold."""
        return {material.code: material for material in self.materials}

    @cached_property
    def question_by_code(self) -> Mapping[str, Question]:
        """Every question of the one form."""
        return {question.code: question for question in self.questions}

    @cached_property
    def item_by_code(self) -> Mapping[ItemCode, Item]:
        """Every item, in the order of the file."""
        return {item.code: item for item in self.items}

    def department(self, code: DepartmentCode) -> Department:
        """The department with this code."""
        return self.department_by_code[code]

    def at_work(self, code: DepartmentCode, on: date) -> DepartmentCode:
        """The department itself, or whoever has taken over its work by that day."""
        seen = {code}
        while (ends := self.department(code).valid_until) is not None and ends < on:
            heirs = [
                heir.code
                for heir in self.departments
                if code in heir.succeeds
                and heir.code not in seen
                and (heir.valid_from is None or heir.valid_from <= on)
            ]
            if not heirs:
                return code
            code = heirs[0]
            seen.add(code)
        return code

    def material(self, code: MaterialCode) -> Material:
        """The material with this code."""
        return self.material_by_code[code]

    def question(self, code: str) -> Question:
        """The question with this code."""
        return self.question_by_code[code]

    def item(self, code: ItemCode) -> Item:
        """The item with this code."""
        return self.item_by_code[code]

    def applicable_items(self, answers: Answers) -> tuple[ItemCode, ...]:
        """The items that these answers call for, in the order of the file."""
        return tuple(item.code for item in self.items if item.when is None or holds(item.when, answers))

    def prerequisites(self, code: ItemCode, applicable: Collection[ItemCode]) -> tuple[ItemCode, ...]:
        """What the item waits for in a case with these items.

        A prerequisite that the case does not have is ignored; what that one would itself
        have waited for is not waited for in its stead.
        """
        return tuple(earlier for earlier in self.item(code).after if earlier in applicable)

    def stop_rules(self, code: ItemCode, clock: ItemClock) -> tuple[StopRule, ...]:
        """The reasons that stop this clock of this item: its own list, else the catalogue's."""
        own, general = self.item(code).stops, self.stops
        if clock == "statutory":
            return general.statutory if own.statutory is None else own.statutory
        return general.committed if own.committed is None else own.committed


def catalogue_digest(catalogue: Catalogue) -> str:
    """SHA-256 (hex) of what the catalogue says, whatever its file looks like.

    Values equal to their default are left out, so that a field added to the format later
    does not change the digest of a catalogue that never used it.
    """
    said = catalogue.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()
