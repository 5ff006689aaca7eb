"""All that the adoption of a calendar may see of its hand: no department's own system needs to load it."""

from abc import ABC, abstractmethod

from temporalio import activity

from models.messages.calendar_adoption import Adoption, Behind, CasePage, PageAdoption, PageDone


class CalendarKeeper(ABC):
    """Keeps the office's calendars, and hands a new one to every live case."""

    @activity.defn(name="calendars.enter")
    @abstractmethod
    async def enter(self, adoption: Adoption) -> None:
        """Keep the file among the office's calendars, for the cases to come.

        Refuses with an ``ApplicationError`` named ``CalendarNotNewer``, ``OfficialCalendarStands`` or
        ``CalendarNotForThisOffice``; the very same file again is kept already, which is fine.
        """

    @activity.defn(name="calendars.list-cases")
    @abstractmethod
    async def list_cases(self, asked: Behind) -> CasePage:
        """The next few live cases that the file would change. Only reads."""

    @activity.defn(name="calendars.adopt-page")
    @abstractmethod
    async def adopt_page(self, asked: PageAdoption) -> PageDone:
        """Give the cases the command, each under the file's own key: a second run repeats nothing."""
