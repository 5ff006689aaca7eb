"""The tables: the register, what is projected from it, and what the hands keep."""

from sqlmodel import SQLModel

from models.tables.accounts import AccountRow, LoginFailureRow, SessionRow
from models.tables.administration import (
    CalendarMoveRow,
    CalendarPreviewRow,
    DeskLogRow,
    DraftRow,
    PersonPlanRow,
    ReorganisationRow,
)
from models.tables.attachments import AttachmentRow, UploadRow
from models.tables.calendars import CalendarRow
from models.tables.catalogues import CatalogueRow
from models.tables.identities import IdentityRow, SignInElsewhereRow
from models.tables.messages import MessageAddressRow, MessageDeliveryRow, MessageMarkRow, MessageReaderRow
from models.tables.notices import NoticeRow
from models.tables.orders import OrderInHandRow
from models.tables.people import PersonEntryRow, PersonRow
from models.tables.projections import CaseRow, ClockRow, ItemRow
from models.tables.query_codes import QueryCodeRow
from models.tables.register import NumberRow, RegisterRow, RulebookRow

METADATA = SQLModel.metadata
"""All tables of the product, for the migrations."""

__all__ = [
    "METADATA",
    "AccountRow",
    "AttachmentRow",
    "CalendarMoveRow",
    "CalendarPreviewRow",
    "CalendarRow",
    "CaseRow",
    "CatalogueRow",
    "ClockRow",
    "DeskLogRow",
    "DraftRow",
    "IdentityRow",
    "ItemRow",
    "LoginFailureRow",
    "MessageAddressRow",
    "MessageDeliveryRow",
    "MessageMarkRow",
    "MessageReaderRow",
    "NoticeRow",
    "NumberRow",
    "OrderInHandRow",
    "PersonEntryRow",
    "PersonPlanRow",
    "PersonRow",
    "QueryCodeRow",
    "RegisterRow",
    "ReorganisationRow",
    "RulebookRow",
    "SessionRow",
    "SignInElsewhereRow",
    "UploadRow",
]
