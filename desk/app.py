"""Composition root of the desk: settings and clients enter here, and its process starts here."""

import argparse
import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError

from activities.people import Directory
from activities.register import PostgresRegister
from desk.accounts.accounts import Accounts
from desk.accounts.elsewhere import Elsewhere
from desk.accounts.passwords import Passwords
from desk.accounts.provider import Provider, ProviderSettings
from desk.accounts.sessions import Sessions
from desk.administration.services import Administration
from desk.attachments.attachments import Attachments
from desk.attachments.opening import open_attachments
from desk.cases import Cases
from desk.documents.press import Press
from desk.documents.sources import DocumentSources
from desk.in_hand import OrdersInHand
from desk.lists import Lists
from desk.live.changes import Changes
from desk.live.listening import Ear
from desk.live.streams import Streams
from desk.messages.addresses import Addresses as MessageAddresses
from desk.messages.boxes import Boxes
from desk.messages.opening import open_sending
from desk.progress.query_codes import QueryCodes
from desk.reads import Reads
from desk.web.application import build
from desk.web.desk import Desk
from desk.web.guard import Origins
from desk.web.laws import Laws
from desk.web.pace import Pace
from desk.web.rendering import Templates
from desk.workload import Workload
from models.domain.clock import OfficeHours
from runtime.addresses import Addresses, office_addresses
from runtime.attachment_settings import load_attachment_settings
from runtime.database import open_engine
from runtime.logging import configure_logging
from runtime.message_settings import MessageSettings, load_message_settings
from runtime.oidc_settings import OidcSettings, load_oidc_settings
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from runtime.trouble import ServerUnreachable

PATIENCE: Final = timedelta(seconds=6)
"""How long a person waits for the answer to a command before the desk says that it is being recorded."""

HEALTH: Final = timedelta(seconds=2)

_TIDYING: Final = (5_000, 20, 50)
"""New objects after which the youngest are looked through, and how often the older ones with them."""

log = structlog.get_logger(__name__)


def create_app(
    engine: AsyncEngine,
    client: Client,
    register: PostgresRegister,
    *,
    origins: Origins,
    embedded: bool,
    home: Path,
    attachments: Attachments,
    hours: OfficeHours | None = None,
    passwords: Passwords | None = None,
    pace: Pace | None = None,
    signing_in: OidcSettings | None = None,
    messages: MessageSettings | None = None,
    patience: timedelta = PATIENCE,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """The desk's application over these clients.

    ``embedded`` lets sample accounts in and seals documents with the sample seal; ``home`` holds the fonts
    and the sample seal of the office.
    """
    hours, passwords = hours or OfficeHours(), passwords or Passwords()
    signing_in = signing_in or OidcSettings()
    cases = Cases(client, register, patience=patience, now=now)
    changes, sessions = Changes(), Sessions(engine)
    desk = Desk(
        engine=engine,
        register=register,
        cases=cases,
        reachable=_reachable(client),
        reads=Reads(engine),
        lists=Lists(engine),
        workload=Workload(engine, hours, now),
        boxes=Boxes(engine),
        addresses=MessageAddresses(engine),
        sending=open_sending(
            engine,
            messages or MessageSettings(),
            desk=min(origins.known),
            now=now,
            today=lambda: hours.local(now()).date(),
        ),
        streams=Streams(changes, lambda tokens: sessions.standing(tokens, now())),
        ear=Ear(engine, changes),
        directory=Directory(engine),
        press=Press(
            DocumentSources(engine, register),
            home,
            f"{min(origins.known)}/check",
            sample=embedded,
            now=now,
        ),
        query_codes=QueryCodes(engine),
        attachments=attachments,
        administration=Administration.over(
            engine, client, register, cases, passwords, embedded=embedded, now=now
        ),
        accounts=Accounts(engine, passwords, embedded=embedded, passwords_for=signing_in.passwords),
        sessions=sessions,
        elsewhere=Elsewhere(engine, embedded=embedded, by_claim=signing_in.link_by_claim),
        provider=_provider(signing_in),
        orders=OrdersInHand(engine, register, cases, now),
        laws=Laws(engine, hours),
        templates=Templates(),
        pace=pace or Pace(),
        origins=origins,
        hours=hours,
        embedded=embedded,
        now=now,
    )
    return build(desk)


@asynccontextmanager
async def running(addresses: Addresses, settings: Settings, origins: Origins) -> AsyncIterator[FastAPI]:
    """The application against an office's servers, which are waited for."""
    engine = open_engine(addresses.database_url, application="lianshen-desk", connections=10, pages=True)
    register = PostgresRegister(engine)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        stack.push_async_callback(register.close)
        client = await connect(addresses.temporal, patience=None)
        hours = OfficeHours(timezone=settings.timezone)
        yield create_app(
            engine,
            client,
            register,
            origins=origins,
            embedded=settings.embedded,
            home=settings.home,
            attachments=open_attachments(engine, settings.home, load_attachment_settings()),
            hours=hours,
            signing_in=load_oidc_settings(),
            messages=load_message_settings(),
        )


async def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    async with running(await _addresses(settings), settings, origins_of(settings, port)) as app:
        server = DeskServer(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=settings.behind_proxy is not None,
                forwarded_allow_ips=settings.behind_proxy,
                timeout_graceful_shutdown=5,
                h11_max_incomplete_event_size=32_768,
            )
        )
        gc.freeze()  # what is here now stays: to look through it again and again would hold up pages
        gc.set_threshold(*_TIDYING)
        log.info("desk.started", host=host, port=port)
        await server.serve()
    log.info("desk.stopped")


class DeskServer(uvicorn.Server):
    """Ends the streams of changes when it stops; it would wait for them else."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; whoever listens comes again, and finds the next process."""
        app: FastAPI = self.config.app  # type: ignore[assignment]  # it is given ours alone
        app.state.desk.streams.close()
        await super().shutdown(sockets)


def origins_of(settings: Settings, port: int) -> Origins:
    """Where browsers reach the desk: at the public address where there is one, else on this machine."""
    if settings.public_url is not None:
        return Origins(frozenset({settings.public_url}))
    names = ("127.0.0.1", "localhost", "[::1]")
    return Origins(frozenset(f"http://{name}:{port}" for name in names))


def _provider(told: OidcSettings) -> Provider | None:
    if told.issuer is None or told.client_id is None:
        return None
    return Provider(
        ProviderSettings(
            told.issuer, told.client_id, told.client_secret(), claim=told.claim, scope=told.scope
        )
    )


def _reachable(client: Client) -> Callable[[], Awaitable[bool]]:
    """Asks twice: a server closes connections of a certain age, and a question that meets this is lost."""

    async def asked() -> bool:
        for _ in range(2):
            with contextlib.suppress(RPCError, RuntimeError):
                return await client.service_client.check_health(timeout=HEALTH)
        return False

    return asked


async def _addresses(settings: Settings) -> Addresses:
    while True:
        try:
            return office_addresses(settings)
        except ServerUnreachable as unreachable:
            log.warning("desk.waits", tried=list(unreachable.tried))
            await asyncio.sleep(1)


def main() -> None:
    """The command ``python -m desk.app``."""
    parser = argparse.ArgumentParser(prog="desk", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen")
    parser.add_argument("--port", type=int, required=True, help="on which port")
    asked = parser.parse_args()
    settings = load_settings()
    configure_logging(settings.log_file)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asyncio.run(serve(settings, asked.host, asked.port))


if __name__ == "__main__":
    main()
