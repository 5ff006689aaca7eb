"""Servers for tests and rehearsals, each in a folder that is gone afterwards."""

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment

from runtime.addresses import NAMESPACE, TemporalAddress
from runtime.database_url import for_asyncpg, place
from runtime.embedded.folders import prepare_home
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.programs import find_time_skipping_server
from runtime.embedded.temporal import TemporalServer
from runtime.migrations import migrate
from runtime.trouble import BadSetting, ServerUnreachable

_INDEXED = {"Keyword": "KEYWORD", "KeywordList": "KEYWORD_LIST", "Datetime": "DATETIME"}


@contextlib.asynccontextmanager
async def throwaway_postgres() -> AsyncIterator[PostgresServer]:
    """A running PostgreSQL with an empty application database."""
    with throwaway_folder() as home:
        server = PostgresServer(home, durable=False)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


@contextlib.asynccontextmanager
async def throwaway_temporal(search_attributes: Mapping[str, str]) -> AsyncIterator[TemporalAddress]:
    """A running Temporal development server."""
    with throwaway_folder() as home:
        server = TemporalServer(home, namespace=NAMESPACE, search_attributes=search_attributes)
        await server.start()
        try:
            yield TemporalAddress(target=server.address, namespace=NAMESPACE, ui_url=server.ui_url)
        finally:
            await server.stop()


@contextlib.asynccontextmanager
async def throwaway_database(server_url: str | None) -> AsyncIterator[str]:
    """A migrated, empty database: a new one on the server named, else the one of a throw-away PostgreSQL.

    Raises `ServerUnreachable` when the server named does not answer, `BadSetting` when its role may not make
    databases.
    """
    if server_url is None:
        async with throwaway_postgres() as server:
            await migrate(server.url)
            yield server.url
        return
    name = f"lianshen_rehearsal_{secrets.token_hex(6)}"
    await _tell_server(server_url, f"create database {name}")
    try:
        url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
        await _tell_server(url, "create extension if not exists pg_trgm")
        await migrate(url)
        yield url
    finally:
        await _tell_server(server_url, f"drop database {name} with (force)")


@contextlib.asynccontextmanager
async def throwaway_time_skipping(search_attributes: Mapping[str, str]) -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's time-skipping server: in memory, with one virtual clock for all workflows."""
    environment = await WorkflowEnvironment.start_time_skipping(
        data_converter=pydantic_data_converter,
        test_server_existing_path=str(find_time_skipping_server()),
        runtime=_quiet_runtime(),
    )
    async with environment:
        await add_search_attributes(environment.client, search_attributes)
        yield environment


async def add_search_attributes(client: Client, search_attributes: Mapping[str, str]) -> None:
    """Tell a time-skipping server the names and types, since it takes none at its start."""
    types = {
        name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{_INDEXED[kind]}")
        for name, kind in search_attributes.items()
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
    )


def _quiet_runtime() -> Runtime:
    """Without the SDK's warnings, which would stand among the output."""
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors)))


async def _tell_server(url: str, statement: str) -> None:
    try:
        connection = await asyncpg.connect(for_asyncpg(url), timeout=10)
    except (OSError, asyncpg.PostgresError) as failed:
        raise ServerUnreachable([f"{place(url)}: {failed}"]) from None
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        raise BadSetting(
            f"DATABASE_URL：{place(url)} 的用户无权建立演练用的数据库（{statement}）。"
            "不设 DATABASE_URL 则使用临时数据库。",
            f"DATABASE_URL: the role at {place(url)} may not make a database for the rehearsal ({statement})."
            " Without DATABASE_URL a throw-away server is used.",
        ) from None
    finally:
        await connection.close()


@contextlib.contextmanager
def throwaway_folder(prefix: str = "lianshen-") -> Iterator[Path]:
    """A home for servers, that is gone afterwards with all that they kept."""
    home = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        prepare_home(home)
        yield home
    finally:
        data = home / "postgres"
        if data.is_symlink():
            shutil.rmtree(data.resolve())
        shutil.rmtree(home)
