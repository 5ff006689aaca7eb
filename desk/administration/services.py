"""What the administrator's pages and the own account work with, made once for a desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from activities.people import Directory
from activities.register import PostgresRegister
from desk.accounts.account_list import AccountList
from desk.accounts.keeping import Keeping
from desk.accounts.passwords import Passwords
from desk.administration.adoptions import Adoptions
from desk.administration.calendar_previews import Previews
from desk.administration.catalogues import Catalogues
from desk.administration.departments import Departments
from desk.administration.files import Drafts
from desk.administration.office_log import OfficeLog
from desk.administration.plans import Plans
from desk.administration.reorganising import Reorganisations
from desk.administration.roster import Roster
from desk.cases import Cases


@dataclass(frozen=True)
class Administration:
    """The services beneath the pages."""

    accounts: AccountList
    keeping: Keeping
    departments: Departments
    log: OfficeLog
    roster: Roster
    plans: Plans
    drafts: Drafts
    catalogues: Catalogues
    previews: Previews
    adoptions: Adoptions
    reorganisations: Reorganisations

    @classmethod
    def over(
        cls,
        engine: AsyncEngine,
        client: Client,
        register: PostgresRegister,
        cases: Cases,
        passwords: Passwords,
        *,
        embedded: bool,
        now: Callable[[], datetime],
    ) -> "Administration":
        """All of them over one office."""
        return cls(
            accounts=AccountList(engine),
            keeping=Keeping(engine, passwords, embedded=embedded),
            departments=Departments(engine),
            log=OfficeLog(engine),
            roster=Roster(engine),
            plans=Plans(engine, Directory(engine)),
            drafts=Drafts(engine),
            catalogues=Catalogues(engine),
            previews=Previews(engine, register, now),
            adoptions=Adoptions(engine, client),
            reorganisations=Reorganisations(engine, register, cases, now),
        )
