"""Role × action × own and foreign department, on every route, list, export and command, from the rules."""

import asyncio
import io
import zipfile
from dataclasses import dataclass
from http import HTTPStatus
from itertools import product
from typing import Final, get_args

import httpx2 as httpx
import pytest

from desk.accounts.sessions import form_token
from desk.web.callers import anybody
from desk.web.problems import Problem
from models.domain.case import Case
from models.domain.commands import COMMANDS, Order
from models.domain.names import CaseNumber, CommandKey, Role
from models.domain.refusals import Refusal
from models.domain.rules.decide import decide, read_command
from tests.desk.access import ASKED, LISTS, STREAMS, advice, expected, filled, standing_of, ways_of
from tests.desk.counter import Browser, Counter, new_key, people, sign_in
from tests.desk.sending import keep
from tests.domain.test_authority import FIELDS

ROLES: Final = get_args(Role)
INSIDE: Final = tuple(f"water-{role}" for role in ROLES)
"""One of each role in a department with an item in the case."""

OUTSIDE: Final = tuple(f"forestry-{role}" for role in ("clerk", "handler", "approver", "department-head"))
"""Of a department that has nothing to do with it, in roles that do not oversee every department."""

OTHERS: Final = ("clerk", "dev-reform-department-head", "administrator", "applicant", "other-applicant")
ABROAD: Final = ("abroad-clerk", "abroad-supervisor", "abroad-administrator", "abroad-applicant")
"""Of another jurisdiction."""

EVERYBODY: Final = (*INSIDE, *OUTSIDE, *OTHERS, *ABROAD)
PATIENCE: Final = 20.0
"""Seconds for one answer. A stream has none, and has to be declared."""


@dataclass(frozen=True)
class Tried:
    """The case of the matrix: of the lead, the water and the fire department, not of forestry."""

    number: str
    name: str
    attachment: str


@pytest.fixture(scope="module")
async def tried(counter: Counter) -> Tried:
    """Accepted, with a file that nobody of those who try may put aside."""
    name = "矩阵示例项目"
    project = {"code": "2026-450721-48-01-990001", "name": name}
    number = await counter.case(accepted=True, answers={"uses_forest": False}, project=project)
    kept = await keep(counter, number, account="abroad-clerk")
    return Tried(number, name, kept.attachment.id)


async def case_of(counter: Counter, number: str) -> Case:
    """The case as the register keeps it."""
    case = await counter.app.state.desk.register.load_case(CaseNumber(number))
    assert isinstance(case, Case)
    return case


class Visitor:
    """Somebody who tries every route, and signs in again when one of them was the way out."""

    def __init__(self, counter: Counter, account: str) -> None:
        self._counter = counter
        self._account = account
        self._browser: Browser | None = None

    async def ask(self, method: str, way: str, asked: dict[str, str]) -> httpx.Response:
        """Everything that a request needs to come in, and nothing of what it is about."""
        browser = await self._signed_in()
        about: dict[str, object] = {}
        if method not in {"GET", "DELETE"}:
            about = (
                {"json": {}, "headers": {"idempotency-key": new_key()}}
                if way.startswith("/api/")
                else {"data": {"form": form_token(browser.token)}}
            )
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await browser.request(method, way, params=asked, **about)  # type: ignore[arg-type]
        except TimeoutError:
            pytest.fail(f"{method} {way} does not end: declare it in STREAMS of tests/desk/access.py")
        except Exception:  # noqa: BLE001  # what the desk did not expect is a 500 to its callers
            return httpx.Response(500)
        acted = method != "GET" and answer.status_code < HTTPStatus.BAD_REQUEST
        if acted and (await browser.get("/api/v1/tasks?limit=1")).status_code != HTTPStatus.OK:
            self._browser = None
        return answer

    async def _signed_in(self) -> Browser:
        if self._browser is None:
            self._browser = await self._counter.stranger()
            assert (await sign_in(self._browser, self._account)).status_code == 303
        return self._browser


@pytest.mark.parametrize("account", EVERYBODY)
async def test_every_route_answers_as_its_rule_says(counter: Counter, tried: Tried, account: str) -> None:
    """404 for what is not theirs to see, 403 for what others may, and never either for their own.

    Nor does any list, search or export tell of a case that is not theirs; those of cases tell of the others.
    """
    case = await case_of(counter, tried.number)
    who = standing_of(account, case, counter.app.state.desk.today)
    assert case.project is not None
    visitor = Visitor(counter, account)
    wrong = []
    for way in ways_of(counter.app):
        if anybody in way.rules or way.path in STREAMS or way.path == "/logout":
            continue
        for method, address in product(way.methods, filled(way, tried.number, attachment=tried.attachment)):
            asked = ASKED.get(way.path, {"query": case.project.code, "limit": "200"})
            answer = await visitor.ask(method, address, asked if method == "GET" else {})
            if answer.status_code not in expected(way, method, who):
                wrong.append(advice(way, method, who, answer.status_code))
            found = tried.name in plain(answer) or tried.number in plain(answer)
            if found and not who.sees and tried.number not in address:
                wrong.append(f"{method} {address} tells of a case that is not for {account}")
            if method == "GET" and way.path in LISTS and who.sees and not found:
                wrong.append(f"{address} keeps a case from {account}")

    assert not wrong, "\n".join(wrong)


def plain(answer: httpx.Response) -> str:
    """What an answer tells, also inside of a workbook."""
    if answer.content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return answer.text


def fields_of(do: str) -> dict[str, object]:
    """Fields with which a command can be read, about the item of the water department."""
    fields = dict(FIELDS.get(do, {}))
    if "item" in fields or "item" in COMMANDS[do].model_fields:
        fields["item"] = "flood"
    if "items" in fields:
        fields["items"] = ["flood"]
    if fields.get("to") == "forestry-handler":
        fields["to"] = "water-handler"
    return fields


@pytest.mark.parametrize("do", sorted(set(COMMANDS) - {"file-case"}))
async def test_every_command_is_refused_to_whom_the_rules_refuse_it(
    counter: Counter, tried: Tried, do: str
) -> None:
    """By the name that the pure rules give to this person and this case; they are asked first."""
    desk = counter.app.state.desk
    case = await case_of(counter, tried.number)
    book = await desk.register.load_rulebook(case.rulebook)
    allowed, refused = [], []
    for account in EVERYBODY:
        who = standing_of(account, case, desk.today)
        if who.sees:
            command = read_command(do, fields_of(do))
            order = Order(key=CommandKey("k"), by=who.person, command=command)
            try:
                decide(case, order, book.hours.local(desk.now()), book)
            except Refusal as no:
                name = no.name
            else:
                allowed.append(account)
                continue
        else:
            name = "NothingHere"
        browser = await counter.browser(account)
        answer = await browser.command(tried.number, do, **fields_of(do))
        told = (account, answer.status_code, answer.json().get("type"))
        if told[1:] != (Problem(name).status, name):
            refused.append((told, name))

    assert refused == []
    assert {each for each in allowed if people()[each].has("applicant")} <= {"applicant"}
    assert len(allowed) < len(EVERYBODY) / 2
