"""To whom an event is told: each address means one desk."""

from models.domain import events
from models.domain.effects import effects
from tests.domain.standings import accepted


def test_each_rung_reaches_an_address_of_its_own() -> None:
    """Handler and head are those of the department; the lead's head is the one of this case's lead."""
    counter = accepted().until("2026-06-30 23:00")

    assert [
        effect.to
        for event in counter.events
        if isinstance(event, events.DeadlineApproaching | events.Escalated) and event.item == "fire-consult"
        for effect in effects(counter.case, event)
    ] == [
        "fire/handler",
        "fire/department-head",
        "fire/department-head",
        "supervisor",
        "dev-reform/lead-head",
        "government-office",
    ]
