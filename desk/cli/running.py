"""How a command ends: its exit code and its words, whatever stood in the way; never a traceback for the user.

0 done · 1 refused by a rule · 2 bad input · 3 a server cannot be reached, or the outcome is not known yet.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NoReturn, TypeVar

import asyncpg
import typer
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError

from activities.people import Directory
from activities.register import PostgresRegister
from desk.cases import Cases, InHand, NoSuchCase, Refused
from desk.cli.catalogue import fault_line
from desk.cli.words import in_both
from desk.reads import Reads
from runtime.addresses import office_addresses
from runtime.database import check_database, open_engine
from runtime.documents import DocumentFaults
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from runtime.trouble import BadSetting, ServerUnreachable, Trouble

REFUSED: Final = 1
BAD_INPUT: Final = 2
UNREACHABLE: Final = 3

PATIENCE: Final = timedelta(seconds=30)
"""How long a command waits for servers that start again."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Office:
    """The running office, as a command reaches it."""

    settings: Settings
    engine: AsyncEngine
    register: PostgresRegister
    reads: Reads
    directory: Directory


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    """The office's database, for commands that only read."""
    settings = load_settings()
    addresses = office_addresses(settings)
    await check_database(addresses.database_url)
    engine = open_engine(addresses.database_url, application="lianshen-desk", connections=2)
    register = PostgresRegister(engine)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        stack.push_async_callback(register.close)
        yield Office(settings, engine, register, Reads(engine), Directory(engine))


@asynccontextmanager
async def office_with_cases() -> AsyncIterator[tuple[Office, Cases]]:
    """The office and the way to its cases, for commands that act."""
    async with office() as reached:
        client = await connect(office_addresses(reached.settings).temporal)
        yield reached, Cases(client, reached.register, patience=PATIENCE)


def finish(command: Coroutine[object, object, Result], lang: str | None = None) -> Result:
    """Run a command to its end; what stood in its way becomes words and an exit code."""
    try:
        return asyncio.run(command)
    except Refused as refused:
        fail(f"{refused.name}: {refused.zh}", f"{refused.name}: {refused.en}", REFUSED, lang)
    except NoSuchCase as unknown:
        fail(f"没有办件 {unknown}。", f"There is no case {unknown}.", BAD_INPUT, lang)
    except InHand as unknown:
        number, key = unknown.args
        fail(
            f"办件 {number} 的操作已提交，结果尚未知；请稍后用同一编号再试：--key {key}",
            f"The command to case {number} is in hand, its outcome not known yet; ask again with --key {key}",
            UNREACHABLE,
            lang,
        )
    except DocumentFaults as faults:
        for fault in faults.faults:
            typer.echo(fault_line(fault, lang), err=True)
        raise typer.Exit(BAD_INPUT) from None
    except ServerUnreachable as unreachable:
        fail(unreachable.words.zh, unreachable.words.en, UNREACHABLE, lang)
    except BadSetting as bad:
        fail(bad.words.zh, bad.words.en, BAD_INPUT, lang)
    except Trouble as trouble:
        fail(trouble.words.zh, trouble.words.en, UNREACHABLE, lang)
    except BrokenPipeError:
        raise  # the reader of the output has gone; that is no server's fault
    except (OperationalError, DBAPIError, asyncpg.PostgresConnectionError, ConnectionError, RPCError) as lost:
        said = str(lost).strip().partition("\n")[0]
        fail(f"与服务器的连接中断：{said}", f"The connection to a server was lost: {said}", UNREACHABLE, lang)


def fail(zh: str, en: str, code: int, lang: str | None) -> NoReturn:
    """Say what is wrong and end with a code."""
    typer.echo(in_both(zh, en, lang), err=True)
    raise typer.Exit(code)
