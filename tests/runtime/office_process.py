"""An office with a stand-in for the worker, as a process of its own that tests can kill."""

import asyncio
import sys

import asyncpg

from runtime.office import Office
from runtime.settings import load_settings
from runtime.trouble import Trouble, Words

WORKER = (sys.executable, "-c", "import signal; signal.pause()")


async def migrate(url: str) -> None:
    """One table that remembers every start."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("create table if not exists starts (number serial)")
    await connection.execute("insert into starts default values")
    await connection.close()


def say(words: Words) -> None:
    """Progress goes to the file that the test reads when something is wrong."""
    sys.stdout.write(f"{words.en}\n")
    sys.stdout.flush()


async def main() -> None:
    """Serve until a signal comes."""
    office = Office(
        load_settings(),
        migrate=migrate,
        search_attributes={"CaseState": "Keyword"},
        on_progress=say,
        worker=WORKER,
    )
    async with office:
        say(Words("已就绪", "ready"))
        await office.serve_until_stopped()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except Trouble as trouble:
        sys.stderr.write(str(trouble))
        sys.exit(3)
