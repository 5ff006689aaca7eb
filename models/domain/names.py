"""The closed vocabularies of the domain: identifiers, states, opinions, roles and clocks (wire names)."""

from typing import Final, Literal, NewType

CaseNumber = NewType("CaseNumber", str)  # <jurisdiction>-<year>-<6 digits>
ItemCode = NewType("ItemCode", str)
DepartmentCode = NewType("DepartmentCode", str)
MaterialCode = NewType("MaterialCode", str)
PersonId = NewType("PersonId", str)
CommandKey = NewType("CommandKey", str)

CaseState = Literal[
    "unfiled",  # exists only between the start of a workflow and its first event
    "received",
    "correcting",
    "reviewing",
    "consolidating",
    "decided",
    "delivered",
    "archived",
    "declined",
    "withdrawn",
    "terminated",
]
ENDED_STATES: Final[frozenset[CaseState]] = frozenset({"archived", "declined", "withdrawn", "terminated"})
SETTLED_STATES: Final[frozenset[CaseState]] = ENDED_STATES | {"delivered"}
"""The case is no longer live: its project may be filed again under the same procedure."""

BEFORE_ACCEPTANCE: Final[frozenset[CaseState]] = frozenset({"received", "correcting"})

ItemState = Literal[
    "waiting",
    "notified",
    "acknowledged",
    "handling",
    "reviewing",
    "approving",
    "negative-filing",
    "concluded",
    "deemed",
    "not-involved",
    "reused",
    "cancelled",
]
ITEM_ENDS: Final[frozenset[ItemState]] = frozenset(
    {"concluded", "deemed", "not-involved", "reused", "cancelled"}
)

OpinionWord = Literal["agree", "agree-with-conditions", "disagree", "not-involved"]
Disposal = Literal["excused", "corrected", "pursued"]
Outcome = Literal["granted", "granted-with-conditions", "refused"]
Level = Literal["handler", "reviewer", "approver"]
Role = Literal[
    "clerk",
    "handler",
    "reviewer",
    "approver",
    "department-head",
    "lead-head",
    "supervisor",
    "government-head",
    "administrator",
    "applicant",
]
WORKER_ROLES: Final[tuple[Role, ...]] = ("clerk", "handler", "reviewer", "approver", "department-head")

ClockName = Literal[
    "acceptance",
    "corrections",
    "acknowledgement",
    "committed",
    "statutory",
    "delivery",
    "delivery-statutory",
]
ItemClock = Literal["committed", "statutory"]

LEVEL_STATE: Final[dict[Level, ItemState]] = {
    "handler": "handling",
    "reviewer": "reviewing",
    "approver": "approving",
}
