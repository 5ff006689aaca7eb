"""What the administrator's pages and the own account work with, made once for a desk."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.people import Directory
from desk.accounts.account_list import AccountList
from desk.accounts.keeping import Keeping
from desk.accounts.passwords import Passwords
from desk.administration.departments import Departments
from desk.administration.office_log import OfficeLog
from desk.administration.plans import Plans
from desk.administration.roster import Roster


@dataclass(frozen=True)
class Administration:
    """The services beneath the pages."""

    accounts: AccountList
    keeping: Keeping
    departments: Departments
    log: OfficeLog
    roster: Roster
    plans: Plans

    @classmethod
    def over(cls, engine: AsyncEngine, passwords: Passwords, *, embedded: bool) -> "Administration":
        """All of them over one database."""
        return cls(
            accounts=AccountList(engine),
            keeping=Keeping(engine, passwords, embedded=embedded),
            departments=Departments(engine),
            log=OfficeLog(engine),
            roster=Roster(engine),
            plans=Plans(engine, Directory(engine)),
        )
