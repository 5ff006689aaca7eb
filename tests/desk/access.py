"""What the routes of the desk demand of whoever calls, read from them; and what each then has to answer.

A new route needs nothing here as long as its rule is a dependency of `desk.web.callers`. A test that fails on
it says what to declare.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from desk.web.callers import Requires, anybody, sees_case, sees_case_inside, signed_in
from models.domain.case import Case
from models.domain.people import Person
from models.domain.visibility import concerns, sees, sees_inside, sight_of
from tests.desk.counter import FOREIGN, people

FILLED: Final[dict[str, tuple[str, ...]]] = {
    "do": ("withdraw-case",),
    "clock": ("acceptance",),
    "kind": ("csv", "xlsx"),
    "language": ("zh",),
    "line": ("2",),
    "mark": ("0",),
    "attachment": ("0" * 32,),
    "upload": ("0" * 32,),
    "key": ("none",),
    "item": ("flood",),
    "person": ("service-centre-applicant",),
    "account": ("service-centre-applicant",),
    "code": ("sample",),
    "version": ("1",),
    "draft": ("0" * 32,),
}
"""What stands in the parts of an address; ``number`` and ``case`` are those of the case that is tried."""

FILLED_IN: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "/admin/accounts/{account}/{do}": {"do": ("disable",)},
}
"""Where a part means something else in one path."""

OF_JURISDICTION: Final = frozenset({"person", "account"})
"""Parts that name somebody of the case's jurisdiction: 404 for the administrators of another one."""

NOT_THERE: Final = frozenset({"key", "upload", "draft", "operation"})
"""Parts for which the value above names nothing: 404 tells nothing then."""

NAMED_ASIDE: Final = frozenset(
    {
        *("/admin/adoption", "/admin/catalogues/diff", "/admin/end-delegation", "/admin/identities"),
        *("/admin/new-account", "/admin/new-delegation", "/admin/plans", "/admin/shipped-calendar"),
        "/me/substitutes/end",
    }
)
"""Routes that are told by a query or a form what they are about: 404 when that is nothing."""

STREAMS: Final = frozenset({"/events"})
"""Routes that never end their answer; their own tests look at what they tell."""

LISTS: Final = frozenset({"/cases", "/cases.{kind}", "/api/v1/cases"})
"""Lists and exports in which whoever sees a case finds it."""

ASKED: Final[dict[str, dict[str, str]]] = {"/api/v1/deadline": {"from": "2026-02-11", "limit": "5"}}
"""What a route cannot be asked without."""

DONE: Final = frozenset({200, 201, 202, 204, 206, 303})
UNFIT: Final = frozenset({409, 411, 413, 415, 422, 503})
"""Let in, and refused for what was sent or for how things stand."""


@dataclass(frozen=True)
class Way:
    """A route as it is reached: its whole path, its methods, and who may come in."""

    path: str
    methods: tuple[str, ...]
    rules: tuple[Any, ...]

    @property
    def parts(self) -> list[str]:
        """The names of what is filled into the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def roles(self) -> list[Requires]:
        """The roles that the route is for."""
        return [rule for rule in self.rules if isinstance(rule, Requires)]


@dataclass(frozen=True)
class Standing:
    """One of the sample people before one case."""

    account: str
    person: Person
    sees: bool
    inside: bool
    abroad: bool
    leads: bool
    concerned: bool


Narrower = Callable[[Standing], bool]

NARROWER: Final[dict[str, Narrower]] = {
    **dict.fromkeys(
        ("/cases/{number}/package", "/api/v1/cases/{number}/package"),
        lambda who: who.leads or not who.inside,  # only for the lead and the applicant
    ),
    **dict.fromkeys(
        ("POST /cases/{number}/attachments", "POST /api/v1/cases/{number}/uploads"),
        lambda who: who.concerned or not who.inside,  # not for those who oversee it only
    ),
    **dict.fromkeys(
        (
            "DELETE /api/v1/cases/{number}/attachments/{attachment}",
            "/cases/{number}/attachments/{attachment}/aside",
        ),
        lambda _: False,  # only for whoever has brought the file, who is none of those who try
    ),
    "/cases/{number}/query-code": lambda who: who.leads or not who.inside,
    "/intake": lambda who: who.person.has("clerk") or who.person.identity is not None,
    "/me/substitutes/new": lambda who: who.person.has("handler", "reviewer", "approver"),  # a level to lend
}
"""Routes that let in fewer than their dependencies say: path, or method and path, to who may; else 403."""


def asked_of(dependant: Dependant) -> set[Any]:
    """Every dependency of a route, however deep."""
    found = {dependant.call}
    for inner in dependant.dependencies:
        found |= asked_of(inner)
    return found


def ways_of(app: FastAPI) -> list[Way]:
    """The routes of pages and of the API."""
    known = (anybody, signed_in, sees_case, sees_case_inside)
    found = []
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        asked = asked_of(route.original_route.dependant)
        rules = [call for call in asked if call in known or isinstance(call, Requires)]
        found.append(Way(route.path or "", tuple(sorted(route.methods or ())), tuple(rules)))
    return found


def filled(way: Way, number: str, **more: str) -> Iterator[str]:
    """The addresses of a route for a case. Fails for a part that nobody has declared."""
    values = {
        **FILLED,
        **FILLED_IN.get(way.path, {}),
        "number": (number,),
        "case": (number,),
        **{k: (v,) for k, v in more.items()},
    }
    unknown = [name for name in way.parts if name not in values]
    assert not unknown, f"{way.path}: say in tests/desk/access.py, FILLED, what stands for {unknown}"
    for chosen in product(*(values[name] for name in way.parts)):
        told = dict(zip(way.parts, chosen, strict=True))
        yield re.sub(r"\{(\w+)\}", lambda part, told=told: told[part[1]], way.path)  # type: ignore[misc]


def standing_of(account: str, case: Case, on: date) -> Standing:
    """What the pure rules say of somebody and a case."""
    person = people()[account.removeprefix("abroad-")]
    sight = sight_of(person, FOREIGN if account.startswith("abroad-") else "450721", on)
    return Standing(
        account,
        person,
        sees=sees(sight, case),
        inside=sees_inside(sight, case),
        abroad=account.startswith("abroad-"),
        leads=case.lead in sight.departments,
        concerned=concerns(sight, case),
    )


def expected(way: Way, method: str, who: Standing) -> frozenset[int]:
    """The statuses that are right for them."""
    if any(not who.person.has(*rule.roles) for rule in way.roles):
        return frozenset({403}) if who.sees or sees_case not in way.rules else frozenset({403, 404})
    if who.abroad and OF_JURISDICTION & set(way.parts):
        return frozenset({404})
    if sees_case in way.rules and not who.sees:
        return frozenset({404})
    if sees_case_inside in way.rules and not who.inside:
        return frozenset({403})
    narrower = NARROWER.get(f"{method} {way.path}") or NARROWER.get(way.path)
    if narrower is not None and not narrower(who):
        return frozenset({403}) if method == "GET" else frozenset({403, 415, 422})
    hidden = (
        (NOT_THERE & set(way.parts)) or way.path in NAMED_ASIDE or (sees_case not in way.rules and way.parts)
    )
    return DONE | UNFIT | ({404} if hidden else frozenset())


def advice(way: Way, method: str, who: Standing, status: int) -> str:
    """What the author of a route reads when it does not answer as its rules say."""
    seen = "does not see" if not who.sees else "sees" if who.inside else "has filed"
    return (
        f"{method} {way.path} answers {status} to {who.account}, who {seen} the case; its dependencies say "
        f"{sorted(expected(way, method, who))}. Make the rule a dependency of desk/web/callers.py (SeenHere, "
        "InsideHere, Requires), or declare in tests/desk/access.py whom it lets in (NARROWER), that a part "
        "of its path names nothing (NOT_THERE), or that its query or form names what it is for (NAMED_ASIDE)."
    )
