"""Walks through the desk as each kind of person: every page that links lead to, and every route of a page.

Pages that have nothing new on them (no tag, class or kind of field that others have not) are told apart from
those that have, so that a browser need not look at a hundred tables of one kind.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urldefrag, urlsplit

from fastapi.routing import APIRoute, iter_route_contexts

from tests.desk.counter import Browser, Counter

ACCOUNTS: Final = (
    "clerk",
    "water-handler",
    "forestry-all",
    "fire-department-head",
    "dev-reform-lead-head",
    "dev-reform-government-head",
    "supervisor",
    "administrator",
    "applicant",
    "other-applicant",
    None,
)
"""One of each kind; the other applicant has nothing yet, and None has not signed in."""

SAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "/check/{case}/{line}/{mark}": ("/check/{running}/2/0000000000000000",),
    "/cases/{number}/documents": ("/cases/{running}/documents", "/cases/{ended}/documents"),
    "/cases/{number}/holders.{kind}": ("/cases/{running}/holders.csv",),
    "/intake/receipts/{key}": ("/intake/receipts/none",),
    "/me/receipts/{line}": ("/me/receipts/1",),
    "/admin/people/{person}/return": ("/admin/people/water-clerk/return",),
    "/admin/calendars/drafts/{draft}": ("/admin/calendars/drafts/{calendar}",),
    "/admin/catalogues/drafts/{draft}": ("/admin/catalogues/drafts/{catalogue}",),
    "/cases/{number}/receipts/{key}": ("/cases/{running}/receipts/{key}", "/cases/{running}/receipts/none"),
}
"""Addresses of pages that no link leads to; what stands in braces is given to `walk`."""

NO_PAGES: Final = {
    "/events": "a stream that never ends",
    "/language/{language}": "goes back to where one was",
    "/login/office": "leads to the identity provider",
    "/login/office/back": "comes from the identity provider",
}

_SEEN_OFTEN: Final = 3
"""So many addresses of a route are opened by a person; each act of a case counts for itself."""


@dataclass(frozen=True)
class Visit:
    """A page as one person finds it."""

    account: str | None
    way: str
    route: str
    parts: frozenset[str]

    def __str__(self) -> str:
        return f"{self.way} [{self.account or 'nobody'}]"


@dataclass
class Walk:
    """What was found: pages that have something new on them, and the routes that were opened."""

    visits: list[Visit] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)

    def different(self) -> list[Visit]:
        """Pages that together have everything on them, at least one of each route."""
        seen: set[str] = set()
        routes: set[str] = set()
        chosen = []
        for visit in sorted(self.visits, key=lambda each: -len(each.parts)):
            if visit.route not in routes or not visit.parts <= seen:
                chosen.append(visit)
                seen |= visit.parts
                routes.add(visit.route)
        return chosen


async def walk(counter: Counter, begin: list[str], **known: str) -> Walk:
    """Open what there is, beginning with these addresses. ``known`` are the names in `SAMPLES`."""
    routes = {
        path: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in page_routes(counter)
    }
    samples = [way.format(**known) for ways in SAMPLES.values() for way in ways]
    plain = [path for path in routes if "{" not in path]
    found = Walk(opened=set(SAMPLES))
    for account in ACCOUNTS:
        browser = await counter.stranger("10.0.3.1") if account is None else await counter.browser(account)
        ahead = [*begin, *plain, *samples]
        known_ways: set[str] = set()
        counted: dict[str, int] = {}
        while ahead:
            way = urldefrag(ahead.pop(0))[0]
            route = route_of(way, routes)
            if route is None or route in NO_PAGES or way in known_ways:
                continue
            known_ways.add(way)
            kind = re.sub(r"[^/]*-[0-9]{4}-[0-9]+", "", urlsplit(way).path) if "/acts/" in way else route
            counted[kind] = counted.get(kind, 0) + 1
            if counted[kind] > _SEEN_OFTEN and way not in begin:
                continue
            reader = await _look(browser, Visit(account, way, route, frozenset()), found)
            ahead += [each for each in reader.ways if each.startswith("/")]
            taken = (route_of(each, routes) for each in reader.files)
            found.opened.update(each for each in taken if each is not None)
    return found


def page_routes(counter: Counter) -> list[str]:
    """What GET opens outside of the API, fixed addresses first."""
    paths = {
        route.path or ""
        for route in iter_route_contexts(counter.app.routes)
        if isinstance(route.original_route, APIRoute) and "GET" in (route.methods or ())
    }
    return sorted(
        (path for path in paths if not path.startswith("/api/")), key=lambda path: (path.count("{"), path)
    )


def route_of(way: str, routes: dict[str, re.Pattern[str]]) -> str | None:
    """The route behind an address of this desk."""
    path = urlsplit(way).path
    return next((route for route, shape in routes.items() if shape.fullmatch(path)), None)


async def _look(browser: Browser, visit: Visit, found: Walk) -> "_Reader":
    """Open the page and keep it, with where it leads to."""
    answer = await browser.get(visit.way)
    assert answer.status_code < 500, visit
    reader = _Reader()
    if answer.status_code < 400:
        found.opened.add(visit.route)
    if answer.headers.get("content-type", "").startswith("text/html"):
        reader.feed(answer.text)
        found.visits.append(Visit(visit.account, visit.way, visit.route, frozenset(reader.parts)))
    return reader


class _Reader(HTMLParser):
    """The parts of a page, as `Walk.different` compares them, its links, and the files that it offers."""

    _LONE: Final = frozenset({"meta", "link", "input", "br", "img", "hr", "use", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: set[str] = set()
        self.ways: list[str] = []
        self.files: list[str] = []
        self._open: list[str] = ["-"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the element down."""
        told = {name: value or "" for name, value in attrs}
        if tag in {"a", "img"}:
            kept = self.files if tag == "img" or "download" in told else self.ways
            kept.append(told.get("href") or told.get("src", ""))
        marks = " ".join(sorted(told.get("class", "").split()))
        named = f"{tag}.{marks}[{told.get('type', '')}{told.get('role', '')}]"
        self.parts.add(f"{self._open[-1]}>{named}")
        if tag not in self._LONE:
            self._open.append(named)

    def handle_endtag(self, tag: str) -> None:
        """Close it, with what was left open inside."""
        while len(self._open) > 1 and tag not in self._LONE:
            if self._open.pop().partition(".")[0] == tag:
                return
