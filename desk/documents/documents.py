"""From an event to its document: the one way in for everybody who prints."""

from desk.documents import closing_sheets, department_sheets, intake_sheets
from desk.documents.fonts import FontChain
from desk.documents.matter import Matter
from desk.documents.numbers import NotADocument, mark_of
from desk.documents.printing import Printed, picture, print_sheet
from desk.documents.sheet import Sheet
from models.domain import change_events, events


def sheet_of(matter: Matter) -> Sheet:
    """What is to be printed of the event. Raises `NotADocument` for one that gives rise to no document."""
    match matter.event:
        case events.CaseAccepted() | events.CaseDeemedAccepted() as event:
            return intake_sheets.acceptance(matter, event)
        case events.CorrectionsRequested() as event:
            return intake_sheets.corrections(matter, event)
        case events.CaseDeclined() as event:
            return intake_sheets.declination(matter, event)
        case events.NoticeIssued() as event:
            return department_sheets.notice(matter, event)
        case change_events.ItemExtended() | change_events.CaseExtended() as event:
            return department_sheets.extension(matter, event)
        case events.ClockStopped() as event:
            return department_sheets.special_procedure(matter, event)
        case events.ItemConcluded() as event if event.opinion != "not-involved":
            return department_sheets.item_decision(matter, event)
        case events.CaseDecided() as event:
            return closing_sheets.decision(matter, event)
        case events.CaseDelivered() as event:
            return closing_sheets.delivery(matter, event)
        case other:
            raise NotADocument(other.kind)


def print_document(matter: Matter, check_page: str, fonts: FontChain) -> Printed:
    """The document of the event as PDF/A: the same matter, page and fonts make the same bytes.

    Raises `NotADocument` and `MissingGlyphs`.
    """
    return print_sheet(sheet_of(matter), mark_of(matter, check_page), matter.entered_at, fonts)


def preview(matter: Matter, check_page: str, fonts: FontChain) -> tuple[bytes, ...]:
    """The same as PNG pages, for the screen."""
    return picture(sheet_of(matter), mark_of(matter, check_page), fonts)
