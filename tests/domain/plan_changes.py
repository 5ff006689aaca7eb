"""What the machine asks when the plan of a case changes: fields, the persons to ask, and who may."""

from typing import Any

from hypothesis import strategies as st

from models.domain.case import Item
from models.domain.people import Person
from models.domain.rulebook import Rulebook
from tests.domain.sample import CATALOGUE, rulebook

_REASON = {"reason": st.just("情况变化")}
_PROMISES = st.lists(
    st.fixed_dictionaries(
        {"material": st.just("photos"), "by": st.sampled_from(("2026-06-30", "2026-12-31"))}
    ),
    max_size=1,
)
_DAYS = st.sampled_from((1, 5, 10, 15, 16))

FIELDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "add-item": st.fixed_dictionaries(
        {}, optional={**_REASON, "materials": st.just(["report", "photos"]), "gaps": _PROMISES}
    ),
    "drop-item": st.fixed_dictionaries({}, optional=_REASON),
    "reuse-result": st.fixed_dictionaries(
        {"number": st.just("水许可〔2025〕7号"), "date": st.sampled_from(("2025-11-03", "2026-12-31"))}
    ),
    "return-notice": st.fixed_dictionaries({}, optional=_REASON),
    "reissue-notice": st.fixed_dictionaries(
        {}, optional={"to": st.sampled_from(("water", "fire", "forestry", "nonsense"))}
    ),
    "transfer-item": st.fixed_dictionaries({"to": st.sampled_from(("somebody", "water-handler"))}),
    "close-gap": st.fixed_dictionaries({"material": st.sampled_from(("photos", "report", "nonsense"))}),
    "extend-item": st.fixed_dictionaries({"days": _DAYS}, optional=_REASON),
    "extend-case": st.fixed_dictionaries({"days": _DAYS}, optional=_REASON),
    "remind": st.fixed_dictionaries({}, optional={"text": st.just("请尽快办理")}),
}
"""Fields of each command, but for the item."""

SENSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("add-item", {"reason": "情况变化", "materials": ["report", "photos"]}),
    ("drop-item", {"reason": "情况变化"}),
    ("reuse-result", {"number": "水许可〔2025〕7号", "date": "2025-11-03"}),
    ("return-notice", {"reason": "非我局职责"}),
    ("return-notice", {"reason": "非我局职责"}),
    ("reissue-notice", {}),
    ("reissue-notice", {"to": "fire"}),
    ("reissue-notice", {"to": "water"}),
    ("transfer-item", {"to": "somebody"}),
    ("extend-item", {"days": 5, "reason": "情况变化"}),
    ("close-gap", {"material": "photos"}),
    ("extend-case", {"days": 5, "reason": "情况变化"}),
    ("remind", {}),
]
"""Changes that make sense at some moment of some case; the rules refuse them at every other."""

_LEAD = {"add-item", "drop-item", "reuse-result", "reissue-notice", "close-gap"}
_HEAD = {"transfer-item", "extend-item"}


def deeming() -> Rulebook:
    """The sample law, under which silence on any opinion counts (视为同意)."""
    return rulebook(items=[{**item, "deemed": item["kind"] == "opinion"} for item in CATALOGUE["items"]])


def persons(do: str, item: Item | None) -> list[str] | None:
    """Who should be asked; None for a command that changes no plan."""
    department = "forestry" if item is None else item.department
    if do in _LEAD:
        return ["clerk"]
    if do in _HEAD:
        return [f"{department}-department-head"]
    return {
        "return-notice": [f"{department}-handler"],
        "extend-case": ["service-centre-government-head"],
        "remind": ["clerk", "supervisor"],
    }.get(do)


def may(by: Person, do: str, item: Item | None) -> bool | None:
    """Whether the table of the design lets the person do this; None for a command that changes no plan."""
    lead = (by.department, by.has("clerk")) == ("dev-reform", True)
    if do in _LEAD:
        return lead
    if do == "remind":
        return lead or by.has("supervisor")
    if do == "extend-case":
        return by.has("government-head")
    if do in _HEAD:
        return item is not None and by.department == item.department and by.has("department-head")
    if do == "return-notice":
        return item is not None and by.department == item.department
    return None
