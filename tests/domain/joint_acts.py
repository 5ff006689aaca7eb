"""What departments do together, for the machine: fields, sensible acts, and who may do each."""

from typing import Any, Final

from hypothesis import strategies as st

from models.domain.case import Case
from models.domain.names import WORKER_ROLES
from models.domain.people import Person

LATER = "2026-12-30 09:00"
ITEMS: Final = ("forest-land", "flood", "item-0", "item-1")
_called = st.fixed_dictionaries(
    {
        "items": st.lists(st.sampled_from(ITEMS), max_size=3, unique=True),
        "scheduled": st.sampled_from((LATER, "2026-06-17 09:00", "noon")),
        "at_place": st.just("现场"),
    }
)
_absent = st.lists(st.sampled_from(("forestry", "water", "fire", "dev-reform")), unique=True)
_number = st.integers(0, 3)
_moves = st.sampled_from((("forestry", "water"), ("water", "fire"), ("fire", "forestry"), ("fire", "fire")))
FIELDS: Final[dict[str, st.SearchStrategy[dict[str, Any]]]] = {
    "schedule-survey": _called,
    "record-finding": st.fixed_dictionaries(
        {"finding": st.just("属实"), "names": st.sampled_from((["甲", "乙"], ["甲"], []))}
    ),
    "close-survey": st.fixed_dictionaries({"minutes": st.just("纪要"), "absent": _absent}),
    "convene-meeting": _called,
    "state-position": st.just({"position": "同意"}),
    "close-meeting": st.fixed_dictionaries(
        {
            "minutes": st.just("纪要"),
            "absent": _absent,
            "actions": st.lists(
                st.fixed_dictionaries(
                    {
                        "text": st.just("补图"),
                        "department": st.sampled_from(("water", "nobody")),
                        "due": st.sampled_from(("2026-06-24", "2026-12-31", "2027-01-04")),
                    }
                ),
                max_size=2,
            ),
        }
    ),
    "close-action": st.fixed_dictionaries({"action": _number}),
    "answer-responsibility": st.fixed_dictionaries({"record": _number, "text": st.just("说明")}),
    "dispose-responsibility": st.fixed_dictionaries(
        {"record": _number, "disposal": st.sampled_from(("excused", "corrected", "pursued", "forgotten"))}
    ),
    "reorganise-department": _moves.map(
        lambda move: {"department": move[0], "successor": move[1], "document": "1"}
    ),
    "rate-service": st.fixed_dictionaries({"stars": st.integers(0, 6)}),
}
_OF_THE_LEAD: Final = ("schedule-survey", "close-survey", "convene-meeting", "close-meeting")
_OF_WORKERS: Final = ("state-position", "close-action", "answer-responsibility")


def sensible(case: Case) -> list[tuple[str, str, dict[str, Any]]]:
    """Acts that the case is ready for: who, what, and with which fields."""
    acts: list[tuple[str, str, dict[str, Any]]] = []
    codes = [item.code for item in case.open_items]
    departments = list(dict.fromkeys(item.department for item in case.open_items))
    if codes:
        called = {"items": codes, "scheduled": LATER, "at_place": "现场"}
        acts += [("clerk", "schedule-survey", called), ("clerk", "convene-meeting", called)]
        acts += [
            (f"{case.items[code].department}-handler", "record-finding", {"item": code, **_FOUND})
            for code in codes
        ]
        acts += [(f"{code}-clerk", "state-position", {"position": "同意"}) for code in departments]
        acts += [("clerk", "close-survey", {"minutes": "纪要"})]
        action = {"text": "补图", "department": "water", "due": "2026-12-01"}
        acts += [("clerk", "close-meeting", {"minutes": "纪要", "actions": [action]})]
    for record in case.responsibilities:
        if record.disposal is None:
            numbered = {"record": record.record}
            acts.append((f"{record.department}-clerk", "answer-responsibility", {**numbered, "text": "说明"}))
            acts.append(("supervisor", "dispose-responsibility", {**numbered, "disposal": "excused"}))
    acts += [("clerk", "close-action", {"action": action.number}) for action in case.actions]
    if case.state == "delivered":
        acts.append(("applicant", "rate-service", {"stars": 5}))
    for old, new in (("forestry", "water"), ("water", "fire")):
        if old in departments:
            act = {"department": old, "successor": new, "document": "1"}
            acts.append(("service-centre-administrator", "reorganise-department", act))
    return acts


def may(by: Person, do: str, case: Case) -> bool | None:
    """Whether the table gives the act to this person; None for an act that it does not hold."""
    if do in _OF_THE_LEAD:
        return by.has("clerk") and by.department == case.lead
    if do in _OF_WORKERS:
        concerned = {case.lead, *(item.department for item in case.items.values())}
        return by.has(*WORKER_ROLES) and by.department in concerned
    roles = {
        "dispose-responsibility": "supervisor",
        "reorganise-department": "administrator",
        "rate-service": "applicant",
    }
    return None if do not in roles else roles[do] in by.roles


_FOUND: Final = {"finding": "属实", "names": ["甲", "乙"]}
