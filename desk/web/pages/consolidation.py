"""Every result of a case side by side, what follows from them, and what the join rule leaves to the lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.web.callers import Seen
from desk.web.desk import Desk
from models.domain import words as said
from models.domain.case import Case
from models.domain.names import Outcome
from models.domain.rules.closing import allowed_outcomes
from models.domain.text import Words


@dataclass(frozen=True)
class Result:
    """What one item has come to, for whoever joins the results."""

    item: Words
    department: Words
    kind: Words
    state: Words
    opinion: Words | None
    against: bool
    reason: str | None
    conditions: tuple[str, ...]
    result: str | None


async def consolidation(_desk: Desk, seen: Seen, case: Case) -> dict[str, object]:
    """Every result, what follows from them, and what the join rule leaves to the lead."""
    catalogue = seen.book.catalogue
    natural, allowed = allowed_outcomes(case, seen.book)
    results = []
    for item in case.items.values():
        given = item.proposal
        results.append(
            Result(
                item=catalogue.item(item.code).title,
                department=said.department(item.department, case, catalogue),
                kind=_KINDS[catalogue.item(item.code).kind],
                state=said.ITEM_STATES[item.state],
                opinion=None if given is None else said.OPINIONS[given.opinion],
                against=given is not None and given.opinion == "disagree",
                reason=None if given is None else given.reason,
                conditions=() if given is None else given.conditions,
                result=item.result,
            )
        )
    return {
        "results": results,
        "natural": said.OUTCOMES[natural],
        "natural_code": natural,
        "allowed": [said.OUTCOMES[each] for each in allowed],
        "rule": _JOIN[catalogue.join],
        "why": _why(natural, allowed),
        "needs_words": "refused" in (natural, *allowed),
    }


def _why(natural: Outcome, allowed: tuple[Outcome, ...]) -> Words:
    if natural != "refused":
        return _FAVOURABLE[natural]
    if len(allowed) == 1:
        return Words(
            zh="有事项不同意，按汇总规则只能不予许可，须写说明。",
            en="An item was refused, so the rule leaves a refusal only, with an explanation.",
        )
    return Words(
        zh="不同意的都是意见类事项，牵头部门可以书面说明后准予，也可以不予许可。",
        en="Only opinions disagree, so the lead may grant over them with a written explanation, or refuse.",
    )


_FAVOURABLE: Final[Mapping[Outcome, Words]] = {
    "granted": Words(zh="没有事项不同意，也没有附条件。", en="No item disagrees, and none sets conditions."),
    "granted-with-conditions": Words(
        zh="没有事项不同意，有事项附条件，条件写入决定。",
        en="No item disagrees; the conditions of some go into the decision.",
    ),
}
_JOIN: Final = {
    "all-required": Words(
        zh="全部同意才准予：任一事项不同意即不予许可",
        en="all required: one disagreement refuses the whole",
    ),
    "lead-decides": Words(
        zh="牵头部门决定：可在书面说明后不采纳意见类事项的不同意，许可类事项除外",
        en="the lead decides: it may grant over a disagreeing opinion in writing, never over a licence",
    ),
}
_KINDS: Final = {
    "licence": Words(zh="许可", en="licence"),
    "opinion": Words(zh="意见", en="opinion"),
    "filing": Words(zh="备案", en="filing"),
}
