"""One decision and one delivery (统一送达): joining the departments' results and handing them over, once."""

from models.domain import commands, events, words
from models.domain.case import Case
from models.domain.events import DeliveredResult, Event
from models.domain.names import ItemCode, Outcome
from models.domain.refusals import AlreadyDelivered, ItemsStillOpen, OutcomeNotAllowed, ReasonMissing
from models.domain.rulebook import Rulebook
from models.domain.rules.scene import Scene, require_case_state


def consolidate_case(scene: Scene, command: commands.ConsolidateCase) -> list[Event]:
    """Decide as the join rule allows, once every item has ended."""
    if scene.case.state == "reviewing":
        still_open = [item.code for item in scene.case.open_items]
        raise ItemsStillOpen(items=scene.titles(still_open))
    require_case_state(scene, "consolidating")
    natural, allowed = allowed_outcomes(scene.case, scene.book)
    if command.outcome not in allowed:
        raise OutcomeNotAllowed(
            outcome=words.OUTCOMES[command.outcome],
            allowed=words.listed([words.with_code(words.OUTCOMES[outcome], outcome) for outcome in allowed]),
        )
    if command.explanation is None and "refused" in (natural, command.outcome):
        raise ReasonMissing
    return [events.CaseDecided(**scene.stamp, outcome=command.outcome, explanation=command.explanation)]


def allowed_outcomes(case: Case, book: Rulebook) -> tuple[Outcome, tuple[Outcome, ...]]:
    """The outcome that follows from the items, and those that the lead may choose.

    ``all-required``: any disagreement refuses, else any condition conditions. ``lead-decides``: the lead may
    grant over disagreeing opinions with a written explanation, never over a refused licence.
    """
    decided = {code: item.proposal.opinion for code, item in case.items.items() if item.proposal is not None}
    refused = [code for code, opinion in decided.items() if opinion == "disagree"]
    conditioned = any(opinion == "agree-with-conditions" for opinion in decided.values())
    favourable: Outcome = "granted-with-conditions" if conditioned else "granted"
    if not refused:
        return favourable, (favourable,)
    only_opinions = all(book.catalogue.item(code).kind == "opinion" for code in _lost(case, refused))
    if book.catalogue.join == "lead-decides" and only_opinions:
        unconditional: tuple[Outcome, ...] = () if conditioned else ("granted",)  # conditions set are kept
        return "refused", (*unconditional, "granted-with-conditions", "refused")
    return "refused", ("refused",)


def _lost(case: Case, refused: list[ItemCode]) -> list[ItemCode]:
    """The refused items and those that were cancelled with them: a licence among these was never given.

    What the lead itself had dropped was not lost.
    """
    lost = list(refused)
    for code in lost:
        lost += [
            item.code
            for item in case.items.values()
            if item.state == "cancelled"
            and item.dropped is None
            and code in item.after
            and item.code not in lost
        ]
    return lost


def deliver_case(scene: Scene, command: commands.DeliverCase) -> list[Event]:
    """Hand over every result at once, through the one door, with the receipt (送达回证)."""
    if scene.case.delivered_at is not None:
        raise AlreadyDelivered(on=scene.case.delivered_at.date().isoformat())
    require_case_state(scene, "decided")
    results = tuple(
        DeliveredResult(
            item=item.code,
            opinion=None if item.proposal is None else item.proposal.opinion,
            result=item.result,
            ended=item.state,
        )
        for item in scene.case.items.values()
        if item.state in {"concluded", "not-involved", "reused", "deemed"}
    )
    return [
        events.CaseDelivered(
            **scene.stamp,
            method=command.method,
            recipient=command.recipient,
            receipt=command.receipt,
            results=results,
        )
    ]
