"""The first accounts of an office: one administrator, and where samples may be used one for each person."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.people import Directory
from desk.accounts.accounts import Accounts
from desk.accounts.passwords import Passwords, generated
from models.domain.names import PersonId
from models.domain.people import DirectoryEntry, Person

FIRST_ACCOUNT: Final = "administrator"
SAMPLE_NOTE: Final = "sample-password"


async def first_account(engine: AsyncEngine, jurisdiction: str) -> str | None:
    """Make the administrator's account where there is no real one yet; tells its password, this once."""
    accounts = Accounts(engine, Passwords(), embedded=False)
    if await accounts.any_real():
        return None
    person = Person(id=PersonId(FIRST_ACCOUNT), name="管理员", roles=("administrator",))
    now = datetime.now(UTC)
    await Directory(engine).begin_with([DirectoryEntry(jurisdiction=jurisdiction, person=person)], at=now)
    password = generated()
    await accounts.enter([(FIRST_ACCOUNT, person.id)], password, now, must_change=True)
    return password


async def sample_accounts(engine: AsyncEngine, home: Path, people: list[PersonId]) -> str:
    """An account for each sample person, all with the one password that the office's folder keeps."""
    accounts = Accounts(engine, Passwords(), embedded=True)
    note = home / SAMPLE_NOTE
    password = note.read_text(encoding="ascii").strip() if note.exists() else ""
    there = {sample.name for sample in await accounts.samples()}
    if not password or not there >= set(people):
        password = password or generated()
        descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(password)
        now = datetime.now(UTC)
        await accounts.enter([(person, person) for person in people], password, now, sample=True)
    return password
