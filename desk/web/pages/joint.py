"""What departments do together in a case: joint surveys, joint meetings, and what these want done."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.web.acts.offering import offers
from desk.web.callers import InsideHere
from desk.web.desk import DeskHere
from desk.web.pages.act_pages import case_now
from desk.web.pages.joint_lines import action_lines, meeting_lines, survey_lines
from desk.web.pages.shell import render

router = APIRouter()

_OF_SURVEYS = ("record-finding", "close-survey", "schedule-survey")
_OF_MEETINGS = ("state-position", "close-meeting", "convene-meeting")


@router.get("/cases/{number}/joint")
async def joint(request: Request, desk: DeskHere, seen: InsideHere) -> HTMLResponse:
    """Every survey and meeting with its parties, and what the person may do about them now."""
    case, book = case_now(seen), seen.book
    open_now = offers(seen.case, seen.caller.person, seen.at, book)
    called = {code for survey in case.surveys for code in survey.items}
    proposed = [code for code in case.proposed if code not in called and case.items[code].open]
    return render(
        request,
        desk,
        "joint.html",
        seen.caller,
        case=seen.case,
        proposed=[book.catalogue.item(code).title for code in proposed],
        titles={code: book.catalogue.item(code).title for code in case.items},
        surveys=survey_lines(case, seen.at, book),
        meetings=meeting_lines(case, seen.at, book),
        actions=action_lines(case, book),
        survey_offers=[offer for do in _OF_SURVEYS for offer in open_now if offer.do == do],
        meeting_offers=[offer for do in _OF_MEETINGS for offer in open_now if offer.do == do],
        may_report="close-action" in {offer.do for offer in open_now},
    )
