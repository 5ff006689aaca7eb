"""The servers of the measured desk: an embedded PostgreSQL, Temporal, and the desk's own process."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from activities.catalogues import PublishedCatalogues
from activities.people import Directory
from activities.register import PostgresRegister
from benchmarks.desk_cases import Past, enter, rulebook
from benchmarks.desk_rows import Size, multiply
from benchmarks.office import say
from desk.accounts.accounts import Accounts
from desk.accounts.beginning import sample_accounts
from desk.accounts.passwords import Passwords
from models.domain.names import CaseNumber, PersonId
from models.domain.people_file import PeopleFile
from runtime.database import open_engine
from runtime.database_url import for_asyncpg
from runtime.documents import DATA, load
from runtime.embedded.desk import DeskProcess, free_port
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.throwaway import throwaway_folder, throwaway_temporal
from runtime.migrations import migrate
from runtime.office import DESK_COMMAND
from workflows.signposts import ALL

LIVE, ENDED = 160, 60
"""Real cases, with every event of theirs in the register."""
CLIENTS = 4
"""People of each kind who have an account; each client signs in as one of each."""
KINDS = {
    "clerk": "clerk",
    "handler": "water-handler",
    "approver": "housing-approver",
    "head": "ecology-head",
    "manager": "supervisor",
    "administrator": "admin",
    "applicant": "applicant",
}
"""Whom the pages are opened by: a person of the sample directory for each kind."""


@dataclass(frozen=True)
class MeasuredDesk:
    """The desk that is measured, and what is in it."""

    url: str
    password: str
    desk_pid: int
    postgres: PostgresServer
    postgres_log: Path
    live: list[CaseNumber]
    ended: list[CaseNumber]
    size: Size


@contextlib.asynccontextmanager
async def measured_desk() -> AsyncIterator[MeasuredDesk]:
    """A desk over a full database, in a folder that is gone afterwards."""
    async with contextlib.AsyncExitStack() as stack:
        home = stack.enter_context(throwaway_folder("lianshen-bench-desk-"))
        postgres = PostgresServer(home, durable=False)  # nothing is written while pages are measured
        await postgres.start()
        stack.push_async_callback(postgres.stop)
        await migrate(postgres.url)
        say("filing and playing the real cases")
        password, live, ended = await _begin(postgres.url, home)
        connection = await asyncpg.connect(for_asyncpg(postgres.url))
        size = await multiply(connection)
        await connection.close()
        await _accounts(postgres.url, password)
        temporal = await stack.enter_async_context(throwaway_temporal(ALL))
        environment = {
            "LIANSHEN_HOME": str(home),
            "LIANSHEN_EMBEDDED": "1",
            "DATABASE_URL": postgres.url,
            "TEMPORAL_ADDRESS": temporal.target,
            "TEMPORAL_NAMESPACE": temporal.namespace,
        }
        desk = DeskProcess(home, DESK_COMMAND, environment, free_port(None))
        await desk.start()
        stack.push_async_callback(desk.stop)
        assert desk.pid is not None
        log = home / "logs" / "postgres.log"
        yield MeasuredDesk(desk.url, password, desk.pid, postgres, log, live, ended, size)


def person_of(kind: str, client: int) -> PersonId:
    """Whom a client signs in as; there is one applicant only."""
    first = KINDS[kind]
    return PersonId(first if client == 0 or kind == "applicant" else f"{first}-{client}")


async def _accounts(url: str, password: str) -> None:
    engine = open_engine(url)
    people = {person_of(kind, client) for kind in KINDS for client in range(CLIENTS)}
    accounts = Accounts(engine, Passwords(), embedded=True)
    await accounts.enter([(each, each) for each in people], password, datetime.now(UTC), sample=True)
    await engine.dispose()


async def _begin(url: str, home: Path) -> tuple[str, list[CaseNumber], list[CaseNumber]]:
    """Directory, accounts, law, real cases. Tells the password of all, live cases, and ended ones."""
    engine = open_engine(url)
    register = PostgresRegister(engine)
    book, now = rulebook(), datetime.now(UTC)
    entries = list(load(DATA / "people" / "lingshan.yaml", PeopleFile).entries().values())
    await Directory(engine).enter(entries, by=None, at=now)
    password = await sample_accounts(engine, home, [entry.person.id for entry in entries])
    await PublishedCatalogues(engine).publish(book.catalogue, by="bench", at=now)
    await register.keep_rulebook(book)
    past = Past(book, now)
    live = [await enter(register, book, events) for events in past.live(LIVE)]
    ended = [await enter(register, book, events) for events in past.ended(ENDED)]
    await register.close()
    await engine.dispose()
    return password, live, ended
