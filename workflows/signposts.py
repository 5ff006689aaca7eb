"""Search attributes: few, for operators in Temporal's own UI. The desk reads the register, never these."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from models.domain.case import Case
from models.domain.catalogue import Catalogue

JURISDICTION = SearchAttributeKey.for_keyword("Jurisdiction")
CATALOGUE = SearchAttributeKey.for_keyword("Catalogue")
LEAD = SearchAttributeKey.for_keyword("Lead")
STATE = SearchAttributeKey.for_keyword("CaseState")
LIGHT = SearchAttributeKey.for_keyword("Light")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")
DEPARTMENTS_OPEN = SearchAttributeKey.for_keyword_list("DepartmentsOpen")

ALL: dict[str, str] = {
    "Jurisdiction": "Keyword",
    "Catalogue": "Keyword",
    "Lead": "Keyword",
    "CaseState": "Keyword",
    "Light": "Keyword",
    "NextDue": "Datetime",
    "DepartmentsOpen": "KeywordList",
}
"""Name and type of each, as a namespace must know them before the first case starts."""


@dataclass(frozen=True)
class Shown:
    """What the signposts were put up for. The rest is brought up to date along with it."""

    state: str
    light: str


def at_start(catalogue: Catalogue) -> TypedSearchAttributes:
    """What is known of a case before it begins and never changes."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(JURISDICTION, catalogue.jurisdiction.code),
            SearchAttributePair(CATALOGUE, catalogue.code),
            SearchAttributePair(LEAD, catalogue.lead),
        ]
    )


def at_restart(case: Case, catalogue: Catalogue, wake: datetime | None) -> TypedSearchAttributes:
    """All of them, for a run that begins in the middle of a case and may have nothing to do for weeks."""
    return TypedSearchAttributes(
        [
            *at_start(catalogue),
            SearchAttributePair(STATE, case.state),
            SearchAttributePair(LIGHT, _light(case)),
            SearchAttributePair(DEPARTMENTS_OPEN, _open_departments(case)),
            *([] if wake is None else [SearchAttributePair(NEXT_DUE, wake)]),
        ]
    )


def show(case: Case, wake: datetime | None, shown: Shown | None) -> Shown:
    """Put up anew when the state or the light has changed: one history event, one write of the index.

    Not for each department that ends: these writes were a good part of what a command cost the server.
    """
    now = Shown(case.state, _light(case))
    if now == shown:
        return now
    workflow.upsert_search_attributes(
        [
            STATE.value_set(now.state),
            LIGHT.value_set(now.light),
            DEPARTMENTS_OPEN.value_set(_open_departments(case)),
            NEXT_DUE.value_unset() if wake is None else NEXT_DUE.value_set(wake),
        ]
    )
    return now


def _open_departments(case: Case) -> list[str]:
    return list(dict.fromkeys(item.department for item in case.open_items if item.notice is not None))


def _light(case: Case) -> str:
    """Green, yellow (a deadline approaches) or red (one is broken), over the case and its open items."""
    fired = [*case.fired, *(name for item in case.open_items for name in item.fired)]
    if any(name.endswith(":breach") for name in fired):
        return "red"
    return "yellow" if any(":left-" in name for name in fired) else "green"
