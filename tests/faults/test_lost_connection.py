"""What a person is told when a server goes away in the middle of a command: that, and never a traceback."""

import errno

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from temporalio.service import RPCError, RPCStatusCode

from desk.cli.running import is_lost_connection


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory"),  # the socket of a killed server
        ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
        TimeoutError("no answer from a frozen server"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        DBAPIError("select 1", {}, asyncpg.PostgresError("gone")),
        RPCError("transport error", RPCStatusCode.UNKNOWN, b""),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_lost_server_is_known_whatever_the_driver_calls_it(error: Exception) -> None:
    """Exit code 3 then: nobody knows yet what became of the command."""
    assert is_lost_connection(error)


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "case.yaml"),
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
        ValueError("a fault of ours"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_nothing_else_is_blamed_on_a_server(error: Exception) -> None:
    """A missing file of the user, a reader that has gone, and our own faults are not hidden behind it."""
    assert not is_lost_connection(error)
