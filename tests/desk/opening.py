"""Opens a desk over given servers, with the sample people, their accounts and the sample procedure."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from temporalio.client import Client

import worker
from activities.calendars import PostgresCalendarKeeper
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
from tests.desk.counter import FOREIGN, ORIGIN, PASSWORD, Counter, people
from tests.domain.sample import rulebook

QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""For tests of everything but the cost of guessing."""


async def open_counter(
    stack: AsyncExitStack, url: str, client: Client, home: Path, patience: timedelta
) -> Counter:
    """The desk, without anybody who works on its cases; ``patience`` is how long a person waits."""
    engine = open_engine(url, application="tests", connections=10)
    stack.push_async_callback(engine.dispose)
    register = PostgresRegister(engine)
    stack.push_async_callback(register.close)
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
        patience=patience,
    )
    await stack.enter_async_context(app.router.lifespan_context(app))
    return Counter(app, engine, stack)


async def work(stack: AsyncExitStack, counter: Counter, client: Client) -> None:
    """Workers for the cases of this desk, until the stack is closed."""
    register = PostgresRegister(counter.engine)
    stack.push_async_callback(register.close)
    notices = OutboxNotices(counter.engine)
    stack.push_async_callback(notices.close)
    calendars = PostgresCalendarKeeper(counter.engine, register, client)
    for each in worker.build(client, register, notices, calendars):
        await stack.enter_async_context(each)
