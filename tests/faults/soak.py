"""One run: the office opens, people work while its servers die, and then every case is looked through."""

import asyncio
import contextlib
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Final

import psutil
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from activities.register import PostgresRegister
from runtime.database import open_engine
from runtime.embedded.process import alive
from runtime.temporal import connect
from tests.faults import telling
from tests.faults.audit import Audit, Found
from tests.faults.office import DisturbedOffice, disturbed_office
from tests.faults.people import Folder, People
from tests.faults.plan import Fault, Plan
from tests.faults.telling import say

ALL_KNOWN_SECONDS: Final = 180
"""How long the last outcome may take to be known, in a short run; in a long one half as long as the run."""

_TOLD_EVERY: Final = 30.0


@dataclass
class Outcome:
    """What a run came to. Without findings everything held."""

    findings: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    struck: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Found = field(default_factory=Found)
    folders: list[Folder] = field(default_factory=list)


async def run(plan: Plan) -> Outcome:
    """The run of a plan, with everything cleared away afterwards."""
    outcome = Outcome(folders=[Folder(story) for story in plan.stories])
    started: list[psutil.Process] = []
    async with disturbed_office() as office:
        say(f"the office's folder is {office.home}")
        async with _desk(office) as (client, engine, register):
            people = People(client, register)
            outcome.counts, outcome.struck = people.counts, office.done
            async with _supervised(office, outcome):
                telling.begin()
                await _live(plan, office, people, outcome)
                say("everything is left in peace, and looked through")
                audit = Audit(client, engine, register, people)
                outcome.found = audit.found
                outcome.findings += await audit.of_all(outcome.folders)
        started = office.descendants()
    outcome.findings += [f"left running: {process}" for process in started if alive(process.pid)]
    outcome.findings += ["the folder is still there"] if office.home.exists() else []
    return outcome


@contextlib.asynccontextmanager
async def _desk(office: DisturbedOffice) -> AsyncIterator[tuple[Client, AsyncEngine, PostgresRegister]]:
    """The desk's own way to the servers."""
    addresses = office.office.addresses
    client = await connect(addresses.temporal)
    engine = open_engine(addresses.database_url, application="lianshen-desk")
    register = PostgresRegister(engine)
    try:
        yield client, engine, register
    finally:
        await register.close()
        await engine.dispose()


@contextlib.asynccontextmanager
async def _supervised(office: DisturbedOffice, outcome: Outcome) -> AsyncIterator[None]:
    """Ends the run when the office is told to stop, or when its supervision itself breaks."""
    running = asyncio.current_task()

    async def watch() -> None:
        try:
            await office.office.serve_until_stopped()
            outcome.findings.append("the office was told to stop")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            outcome.findings.append(f"the supervision broke: {error!r}")
        if running is not None:
            running.cancel()

    watching = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not watching.done():
            raise
    finally:
        watching.cancel()


async def _live(plan: Plan, office: DisturbedOffice, people: People, outcome: Outcome) -> None:
    """Cases begin and servers die as planned; then everybody works on until every outcome is known."""
    working = [
        asyncio.create_task(_at(folder.story.begins, people.play(folder))) for folder in outcome.folders
    ]
    striking = asyncio.create_task(_strike_all(plan.faults, office))
    telling_on = asyncio.create_task(_tell_on(plan, people, outcome))
    try:
        await striking
        await office.until_all_there()
        left = max(plan.seconds - telling.elapsed(), 0) + max(ALL_KNOWN_SECONDS, plan.seconds / 2)
        done, open_still = await asyncio.wait(working, timeout=left)
        outcome.findings += [_told(error) for task in done if (error := task.exception())]
        if open_still:
            outcome.findings.append(f"{len(open_still)} cases wait for an outcome after {left:.0f} s")
    finally:
        office.thaw_all()
        for task in (*working, striking, telling_on):
            task.cancel()
        await asyncio.gather(*working, striking, telling_on, return_exceptions=True)


def _told(error: BaseException) -> str:
    return "a person got an error: " + "".join(traceback.format_exception(error))


async def _strike_all(faults: tuple[Fault, ...], office: DisturbedOffice) -> None:
    async with asyncio.TaskGroup() as strikes:
        for fault in faults:
            strikes.create_task(_at(fault.at, office.strike(fault)))


async def _at(moment: float, doing: Coroutine[object, object, None]) -> None:
    try:
        await asyncio.sleep(moment - telling.elapsed())
    except asyncio.CancelledError:
        doing.close()
        raise
    await doing


async def _tell_on(plan: Plan, people: People, outcome: Outcome) -> None:
    while True:
        await asyncio.sleep(_TOLD_EVERY)
        ended = sum(folder.finished for folder in outcome.folders)
        begun = sum(folder.story.begins < telling.elapsed() for folder in outcome.folders)
        struck = sum(fault.at < telling.elapsed() for fault in plan.faults)
        say(
            f"{struck} of {len(plan.faults)} faults, {begun} cases begun, {ended} played out,"
            f" {people.counts['acknowledged']} acknowledged, {people.counts['refused']} refused,"
            f" {people.counts['unknown and asked again']} unknown"
        )
