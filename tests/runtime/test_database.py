"""The addresses of databases, and what happens when nobody lives there."""

import asyncio
import struct
import time

import pytest

from runtime.database import check_database
from runtime.database_url import for_asyncpg, normalise, place
from runtime.trouble import ServerUnreachable


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres://u:p@db/x", "postgresql+asyncpg://u:p@db/x"),
        ("postgresql://u:p@db:6432/x", "postgresql+asyncpg://u:p@db:6432/x"),
        ("postgresql+asyncpg://u@db/x", "postgresql+asyncpg://u@db/x"),
        ("postgresql:///x?host=/tmp/s", "postgresql+asyncpg:///x?host=/tmp/s"),
        # a password with a slash and an at sign, as people must write it
        ("postgres://u:a%2Fb%40c@db/x", "postgresql+asyncpg://u:a%2Fb%40c@db/x"),
        # libpq's name of the parameter, as hosting services hand it out
        ("postgres://u:p@db/x?sslmode=require", "postgresql+asyncpg://u:p@db/x?ssl=require"),
        ("postgres://u:p@[::1]:5432/x", "postgresql+asyncpg://u:p@[::1]:5432/x"),
    ],
)
def test_common_forms_of_an_address_are_taken(given: str, expected: str) -> None:
    """An office pastes the address that it was given."""
    assert normalise(given) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x",
        "mysql://u:p@db/x",
        "postgresql:x",
        "postgres://u:p@db:port/x",
        "postgres://u:p@db/x?colour=red",
    ],
)
def test_other_addresses_are_refused_without_telling_the_password(given: str) -> None:
    """The message may land in a log."""
    with pytest.raises(ValueError, match=r"\w") as refused:
        normalise(given)

    assert "p@db" not in str(refused.value)


def test_people_see_no_password_and_no_user() -> None:
    """The place alone."""
    assert place("postgres://user:secret@db/x?sslmode=require") == "postgresql://db:5432/x"
    assert place("postgresql://user:secret@/x?host=/tmp/s") == "postgresql:///tmp/s:5432/x"


def test_asyncpg_gets_the_names_it_reads() -> None:
    """It takes libpq's sslmode in an address, not its own ssl."""
    assert for_asyncpg("postgresql+asyncpg://u@db/x?ssl=require") == "postgresql://u@db/x?sslmode=require"


async def test_a_database_that_answers_passes(database_url: str) -> None:
    """No news is good news."""
    await check_database(database_url)


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@127.0.0.1:1/x", "postgresql://u:secret@/x?host=/nowhere"]
)
async def test_a_database_that_is_not_there_is_named_at_once(url: str) -> None:
    """Where it was looked for, in both languages, and never the password."""
    began = time.monotonic()

    with pytest.raises(ServerUnreachable) as unreachable:
        await check_database(url)

    assert time.monotonic() - began < 5
    assert unreachable.value.tried == (f"{place(url)}: 拒绝连接 connection refused",)
    assert "secret" not in str(unreachable.value)


async def test_a_database_that_is_starting_up_is_waited_for() -> None:
    """After a crash PostgreSQL tells this to everybody until it has recovered; it is not away."""
    told = 0

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal told
        told += 1
        await reader.read(1)
        code = b"57P03" if told < 3 else b"3D000"  # starting up, and then: there is no such database
        body = b"SFATAL\0VFATAL\0C" + code + b"\0Mtold\0\0"
        writer.write(b"E" + struct.pack("!i", len(body) + 4) + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(tell, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ServerUnreachable, match="told"):
            await check_database(f"postgresql://u@127.0.0.1:{port}/x?sslmode=disable")

    assert told == 3


async def test_a_wrong_password_is_called_that(database_url: str) -> None:
    """The server is there, so the message must not send people to look for it."""
    with pytest.raises(ServerUnreachable, match="wrong user or password"):
        await check_database(database_url.replace("lianshen:", "lianshen:x", 1))
