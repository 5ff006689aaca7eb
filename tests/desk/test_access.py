"""Who may open what: every route × every role × own and foreign departments, from the routes themselves."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from desk.web.callers import Requires, anybody, sees_case, signed_in
from models.domain.case import Case
from models.domain.names import CaseNumber
from models.domain.visibility import sees, sight_of
from tests.desk.counter import FOREIGN, Counter, people
from tests.desk.sending import keep

OPEN = {"/api/openapi.json", "/static"}
"""What is the same for everybody: the description of the API, and style sheets."""

FILLED = {
    "do": "withdraw-case",
    "clock": "acceptance",
    "key": "none",
    "language": "zh",
    "line": "2",
    "mark": "0",
}


@dataclass(frozen=True)
class Way:
    """A route as it is reached: its whole path, its methods, and who may come in."""

    path: str
    methods: tuple[str, ...]
    rules: tuple[Any, ...]


def asked_of(dependant: Dependant) -> set[Any]:
    """Every dependency of a route, however deep."""
    found = {dependant.call}
    for inner in dependant.dependencies:
        found |= asked_of(inner)
    return found


def ways(counter: Counter) -> list[Way]:
    """The routes of pages and of the API."""
    found = []
    for route in iter_route_contexts(counter.app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        asked = asked_of(route.original_route.dependant)
        rules = [c for c in asked if c in (anybody, signed_in, sees_case) or isinstance(c, Requires)]
        found.append(Way(route.path or "", tuple(sorted(route.methods or ())), tuple(rules)))
    return found


async def test_every_route_says_who_may_come_in(counter: Counter) -> None:
    """A new one without a rule is found here."""
    told = ways(counter)
    others = {
        route.path
        for route in iter_route_contexts(counter.app.routes)
        if not isinstance(route.original_route, APIRoute)
    }

    assert len(told) > 15
    assert [way.path for way in told if not way.rules] == []
    assert others <= OPEN


async def test_a_route_about_a_case_looks_whether_the_caller_may_see_it(counter: Counter) -> None:
    """All but the one that looks by itself, since the case may not be there yet."""
    by_itself = {"/api/v1/cases/{number}/commands/{key}"}
    about = [route for route in ways(counter) if "{number}" in route.path]

    assert {route.path for route in about if sees_case not in route.rules} <= by_itself


async def test_strangers_are_let_in_nowhere_but_at_the_door(counter: Counter) -> None:
    """Pages lead to the door, the API says 401."""
    number = await counter.shared_case()
    stranger = await counter.stranger("10.0.2.1")
    for route in ways(counter):
        if anybody in route.rules:
            continue
        for method in route.methods:
            answer = await stranger.request(method, filled(route.path, number))
            led = answer.status_code == 303 and answer.headers["location"].startswith("/login")
            assert led or answer.status_code == 401, (method, route.path, answer.status_code)


@pytest.fixture(scope="module")
async def number(counter: Counter) -> str:
    """A case without the forestry department, and without the service centre."""
    return await counter.case(accepted=True, answers={"uses_forest": False})


@pytest.fixture(scope="module")
async def attachment(counter: Counter, number: str) -> str:
    """A file of that case, which nobody of those who try may put aside."""
    kept = await keep(counter, number, account="abroad-clerk")
    assert kept.attachment.case == number
    return kept.attachment.id


@pytest.mark.parametrize(
    "account", [*people(), *(f"abroad-{n}" for n in ("clerk", "supervisor", "applicant"))]
)
async def test_a_person_sees_what_the_rule_says_and_nothing_else(
    counter: Counter, number: str, attachment: str, account: str
) -> None:
    """On every route about a case: 404 for what is not the person's to see; lists hold exactly the rest."""
    seen = sees(await sight(counter, account), await case_of(counter, number))
    own = {"attachment": attachment, "upload": "0" * 32}
    browser = await counter.browser(account)
    for route in ways(counter):
        if "{number}" not in route.path:
            continue
        for method in route.methods:
            answer = await browser.request(method, filled(route.path, number, **own))
            assert answer.status_code < 500, (method, route.path)
            if not seen:
                assert answer.status_code == 404, (method, route.path)
            elif "{key}" not in route.path and "{upload}" not in route.path:
                assert answer.status_code not in {401, 404}, (method, route.path)
    listed = await browser.get("/api/v1/cases", params={"query": number})
    tasks = await browser.get("/api/v1/tasks", params={"limit": 200})

    assert [line["number"] for line in listed.json()["cases"]] == ([number] if seen else [])
    assert seen or number not in tasks.text
    assert seen or number not in (await browser.get("/")).text
    assert seen or number not in (await browser.get("/cases")).text.replace(f'value="{number}"', "")


async def test_a_route_for_some_roles_is_closed_to_all_others(counter: Counter) -> None:
    """403 by name; found by what the routes require."""
    for route in ways(counter):
        for rule in route.rules:
            if not isinstance(rule, Requires):
                continue
            for account, person in people().items():
                answer = await (await counter.browser(account)).get(filled(route.path, "x"))
                assert person.has(*rule.roles) or answer.status_code == 403, (account, route.path)


async def case_of(counter: Counter, number: str) -> Case:
    """The case as the register keeps it."""
    case = await counter.app.state.desk.register.load_case(CaseNumber(number))
    assert isinstance(case, Case)
    return case


async def sight(counter: Counter, account: str) -> Any:
    """What the person sees, by the pure rule."""
    abroad = account.startswith("abroad-")
    person = people()[account.removeprefix("abroad-")]
    return sight_of(person, FOREIGN if abroad else "450721", counter.app.state.desk.today)


def filled(path: str, number: str, **more: str) -> str:
    """The path with a case and with values for its other parts."""
    values = {**FILLED, "number": number, "attachment": "0" * 32, "upload": "0" * 32, "case": number, **more}
    return re.sub(r"\{(\w+)\}", lambda part: values[part[1]], path)
