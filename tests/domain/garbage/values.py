"""What people, forms and other programs may hand in by mistake or on purpose; and how often it is tried."""

import os
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.domain.commands import COMMANDS

TIMES: Final = int(os.environ.get("GARBAGE", "1"))
"""So many times the usual number of examples is tried: ``GARBAGE=50`` for a night."""


def tried(examples: int) -> settings:
    """Settings of a property that is tried so often."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.function_scoped_fixture,
        ],
    )


NASTY_TEXT: Final = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202eabc", "\x1b[2J", "\ufeff", "\u2028",
    "é" * 500, "字" * 4100, "a" * 5000, "{}", "{zh}", "{0.__class__}", "%s", "'; drop table cases --",
    "../../etc/passwd",
    "-", "null", "true", "~", "nan", "1e999", "0x10", "1_000", "٣", "२०२६-०१-०१", "clock:x", "2026-02-30",
    "0000-01-01", "0001-01-01", "1948-12-31", "2101-01-01", "9999-12-31", "10000-01-01", "2026-06-20T24:00",
    "2026-06-17 09:00", "2100-12-31 23:59+14:00", "1949-01-01 00:00-23:59", "2026-06-17", "2026-06-20",
)  # fmt: skip
PLAUSIBLE: Final = (
    "forest-land", "flood", "fire-consult", "approval", "photos", "report", "water", "fire", "nobody",
    "hearing",
    "agree", "disagree", "agree-with-conditions", "handler", "reviewer", "granted", "refused", "excused",
    "uses_forest", "applicant", "450721", "2026-450721-48-01-000123", "窗口", "一", "1", "10", "2",
)  # fmt: skip
any_text = st.one_of(
    st.sampled_from(NASTY_TEXT),
    st.sampled_from(PLAUSIBLE),
    st.text(st.characters(exclude_categories=()), max_size=12),
)
any_number = st.one_of(
    st.sampled_from((0, -1, 1, 2**31, 2**40, 2**63, -(2**64), 10**400)),
    st.sampled_from((0.0, -0.0, 1.5, 1e308, float("nan"), float("inf"), float("-inf"))),
    st.integers(-3, 12),
)
scalars = st.one_of(st.none(), st.booleans(), any_number, any_text, st.dates(), st.datetimes())


def deep(levels: int) -> object:
    """A list within a list within a list."""
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


FIELDS: Final = sorted({name for kind in COMMANDS.values() for name in kind.model_fields} - {"do"})
_INNER: Final = (
    "material", "reason", "by", "code", "name", "id", "contact", "item", "number", "date", "text",
    "department",
    "due", "zh", "en", "calendar", "office_days", "region", "year", "status", "source", "version", "holidays",
    "makeup_workdays", "days", "working", "document", "person",
)  # fmt: skip
any_json = st.recursive(
    st.one_of(scalars, st.sampled_from((40, 400, 20_000)).map(deep)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_INNER), any_text), inner, max_size=4),
    ),
    max_leaves=8,
)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A command by name, mostly one that there is, with fields that are mostly its own."""
    do = draw(st.one_of(st.sampled_from(sorted(COMMANDS)), st.sampled_from(sorted(COMMANDS)), any_text))
    own = sorted(COMMANDS[do].model_fields) if do in COMMANDS else FIELDS
    names = st.one_of(st.sampled_from(own), st.sampled_from(own), st.sampled_from(FIELDS), any_text)
    return do, draw(st.dictionaries(names, st.one_of(any_json, scalars, any_text), max_size=6))


days = st.sampled_from(
    ("1949-01-01", "2026-06-15", "2026-06-20", "2026-12-31", "2027-01-04", "2100-12-31", "2101-01-01")
)
_materials = st.sampled_from(("photos", "report", "nonsense"))
_departments = st.sampled_from(("water", "fire", "new", "nobody"))
_items = st.sampled_from(("forest-land", "flood", "fire-consult", "approval", "nonsense", "😀"))
_gap = st.fixed_dictionaries({"material": _materials}, optional={"by": days, "reason": st.just("缺")})
_action = st.fixed_dictionaries({"text": st.just("补图"), "department": _departments, "due": days})
_SENSIBLE: Final[dict[str, st.SearchStrategy[Any]]] = {
    "item": _items,
    "items": st.lists(_items, min_size=1, max_size=3),
    "gaps": st.lists(_gap, max_size=3),
    "materials": st.lists(_materials, max_size=4),
    "material": _materials,
    "until": days,
    "date": days,
    "scheduled": st.sampled_from(("2026-06-17 09:00", "2100-12-31 23:59+14:00", "1949-01-01 00:00")),
    "days": st.sampled_from((1, 10, 1000)),
    "stars": st.integers(1, 5),
    "record": st.integers(1, 10),
    "action": st.integers(1, 10),
    "to": st.sampled_from(("handler", "reviewer", "water", "nobody")),
    "outcome": st.sampled_from(("granted", "granted-with-conditions", "refused")),
    "disposal": st.sampled_from(("excused", "pursued")),
    "opinion": st.sampled_from(("agree", "agree-with-conditions", "disagree", "not-involved", "perhaps")),
    "conditions": st.lists(st.just("条件"), max_size=2),
    "names": st.lists(st.sampled_from("甲乙"), max_size=3),
    "absent": st.lists(_departments, max_size=2),
    "actions": st.lists(_action, max_size=2),
    "department": _departments,
    "successor": _departments,
    "name": st.just({"zh": "新局", "en": "New bureau"}),
    "reason": st.sampled_from(("hearing", "higher-authority", "理由")),
}


@st.composite
def sensible_bodies(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A command whose shape is right and whose values need not be."""
    do = draw(st.sampled_from(sorted(COMMANDS)))
    return do, {
        name: draw(_SENSIBLE.get(name, st.just("文字")))
        for name, field in COMMANDS[do].model_fields.items()
        if name != "do" and (field.is_required() or draw(st.booleans()))
    }
