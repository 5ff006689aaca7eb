"""Every route has a rule, and nobody gets past it without signing in."""

from fastapi.routing import APIRoute, iter_route_contexts

from desk.web.callers import anybody, sees_case
from tests.desk.access import Way, filled, ways_of
from tests.desk.counter import Counter

OPEN = {"/api/openapi.json", "/static"}
"""What is the same for everybody: the description of the API, and style sheets."""


def ways(counter: Counter) -> list[Way]:
    """The routes of pages and of the API."""
    return ways_of(counter.app)


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
            answer = await stranger.request(method, next(filled(route, number)))
            led = answer.status_code == 303 and answer.headers["location"].startswith("/login")
            assert led or answer.status_code == 401, (method, route.path, answer.status_code)
