"""One desk for the whole run, over a real PostgreSQL and a real Temporal; tests bring cases of their own."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher

import worker
from activities.catalogues import PublishedCatalogues
from activities.notices import OutboxNotices
from activities.people import Directory
from activities.register import PostgresRegister
from desk.accounts.accounts import Accounts
from desk.accounts.passwords import Passwords
from desk.app import create_app
from desk.attachments.opening import open_attachments
from desk.web.guard import Origins
from desk.web.pace import Pace
from models.domain.people import DirectoryEntry, Person
from runtime.attachment_settings import AttachmentSettings
from runtime.database import open_engine
from runtime.embedded.throwaway import throwaway_temporal
from runtime.temporal import connect
from tests.desk.counter import FOREIGN, ORIGIN, PASSWORD, Counter, people
from tests.domain.sample import rulebook
from workflows.signposts import ALL

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""For tests of everything but the cost of guessing."""


@pytest.fixture(scope="session")
async def counter(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Counter]:
    """The desk with its worker, its directory, its accounts and the sample procedure."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(new_database())
        address = await stack.enter_async_context(throwaway_temporal(ALL))
        client = await connect(address)
        engine = open_engine(url, application="tests", connections=10)
        stack.push_async_callback(engine.dispose)
        register = PostgresRegister(engine)
        stack.push_async_callback(register.close)
        notices = OutboxNotices(engine)
        stack.push_async_callback(notices.close)
        for each in worker.build(client, register, notices):
            await stack.enter_async_context(each)
        passwords = Passwords(QUICK)
        accounts = Accounts(engine, passwords, embedded=True)
        everybody: list[Person] = list(people().values())
        abroad = [
            each.model_copy(update={"id": f"abroad-{each.id}"})
            for each in everybody
            if each.id in {"clerk", "supervisor", "administrator", "water-handler", "applicant"}
        ]
        entries = [
            DirectoryEntry(jurisdiction=where, person=person)
            for where, group in (("450721", everybody), (FOREIGN, abroad))
            for person in group
        ]
        await Directory(engine).enter(entries, by=None, at=datetime.now(UTC))
        names = [(each.id, each.id) for each in (*everybody, *abroad)]
        await accounts.enter(names, PASSWORD, datetime.now(UTC))
        await PublishedCatalogues(engine).publish(rulebook().catalogue, by="tests", at=datetime.now(UTC))
        home = tmp_path_factory.mktemp("office")
        app = create_app(
            engine,
            client,
            register,
            origins=Origins(frozenset({ORIGIN})),
            embedded=True,
            home=home,
            attachments=open_attachments(engine, home, AttachmentSettings()),
            passwords=passwords,
            pace=Pace(rate=10_000, burst=10_000),
            patience=timedelta(seconds=20),
        )
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield Counter(app, engine, stack)


@pytest.fixture(scope="session")
def today() -> date:
    """The office's date."""
    return rulebook().hours.local(datetime.now(UTC)).date()
