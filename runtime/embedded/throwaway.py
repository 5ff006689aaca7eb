"""Servers for tests and rehearsals, each in a folder that is gone afterwards."""

import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

from runtime.addresses import NAMESPACE, TemporalAddress
from runtime.embedded.folders import prepare_home
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.temporal import TemporalServer


@contextlib.asynccontextmanager
async def throwaway_postgres() -> AsyncIterator[PostgresServer]:
    """A running PostgreSQL with an empty application database."""
    with _folder() as home:
        server = PostgresServer(home, durable=False)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


@contextlib.asynccontextmanager
async def throwaway_temporal(search_attributes: Mapping[str, str]) -> AsyncIterator[TemporalAddress]:
    """A running Temporal development server."""
    with _folder() as home:
        server = TemporalServer(home, namespace=NAMESPACE, search_attributes=search_attributes)
        await server.start()
        try:
            yield TemporalAddress(target=server.address, namespace=NAMESPACE, ui_url=server.ui_url)
        finally:
            await server.stop()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="lianshen-"))
    try:
        prepare_home(home)
        yield home
    finally:
        data = home / "postgres"
        if data.is_symlink():
            shutil.rmtree(data.resolve())
        shutil.rmtree(home)
