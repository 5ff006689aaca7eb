"""What every route of the desk works with; made once, in `desk.app`, and handed down from there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.people import Directory
from activities.register import PostgresRegister
from desk.accounts.accounts import Accounts
from desk.accounts.elsewhere import Elsewhere
from desk.accounts.provider import Provider
from desk.accounts.sessions import Sessions
from desk.administration.services import Administration
from desk.attachments.attachments import Attachments
from desk.cases import Cases
from desk.documents.press import Press
from desk.in_hand import OrdersInHand
from desk.lists import Lists
from desk.live.listening import Ear
from desk.live.streams import Streams
from desk.messages.addresses import Addresses as MessageAddresses
from desk.messages.boxes import Boxes
from desk.messages.sending import Sending
from desk.progress.query_codes import QueryCodes
from desk.reads import Reads
from desk.web.guard import Origins
from desk.web.laws import Laws
from desk.web.pace import Pace
from desk.web.rendering import Templates
from desk.workload import Workload
from models.domain.clock import OfficeHours


@dataclass(frozen=True)
class Desk:
    """The desk of one office. ``reachable`` tells whether Temporal answers; ``now`` is in UTC."""

    engine: AsyncEngine
    register: PostgresRegister
    cases: Cases
    reachable: Callable[[], Awaitable[bool]]
    reads: Reads
    lists: Lists
    workload: Workload
    boxes: Boxes
    addresses: MessageAddresses
    sending: Sending
    streams: Streams
    ear: Ear
    directory: Directory
    press: Press
    query_codes: QueryCodes
    attachments: Attachments
    accounts: Accounts
    administration: Administration
    sessions: Sessions
    elsewhere: Elsewhere
    provider: Provider | None
    orders: OrdersInHand
    laws: Laws
    templates: Templates
    pace: Pace
    origins: Origins
    hours: OfficeHours
    embedded: bool
    now: Callable[[], datetime]

    @property
    def local_now(self) -> datetime:
        """Now, on the office's wall clock."""
        return self.hours.local(self.now())

    @property
    def today(self) -> date:
        """The office's date."""
        return self.local_now.date()


def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    return cast("Desk", request.app.state.desk)


DeskHere = Annotated[Desk, Depends(desk_of)]
