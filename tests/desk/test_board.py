import re
from datetime import UTC, datetime

import pytest

from activities.people import Directory
from desk.web.problems import Problem
from models.domain.people import DirectoryEntry
from tests.desk.counter import Counter, people
from tests.desk.playing import play_until

FILLED = re.compile(r'<a class="go" href="[^"]*/acts/([a-z-]+)[?"]')


async def filled(counter: Counter, account: str, number: str) -> list[str]:
    """The acts of the filled buttons on a person's board."""
    return FILLED.findall((await (await counter.browser(account)).get(f"/cases/{number}")).text)


@pytest.mark.parametrize(
    ("account", "accepted", "act"),
    [
        ("clerk", False, ["accept-case"]),
        ("applicant", False, []),
        ("water-handler", False, []),
        ("supervisor", False, []),
        ("clerk", True, []),
        ("water-handler", True, ["acknowledge-notice"]),
        ("forestry-approver", True, ["acknowledge-notice"]),
        ("applicant", True, []),
    ],
)
async def test_the_filled_button_is_the_persons_own_next_step(
    counter: Counter, account: str, accepted: bool, act: list[str]
) -> None:
    """Where it is others' turn there is none; ending the case early never is."""
    number = await counter.case(accepted=accepted)

    assert await filled(counter, account, number) == act


async def test_withdrawing_comes_last(counter: Counter) -> None:
    """Below everything that leads on, also where nothing is the clerk's turn."""
    number = await counter.case(accepted=True)
    board = (await (await counter.browser("clerk")).get(f"/cases/{number}")).text
    acts = re.findall(r'<a class="(?:go|button)" href="[^"]*/acts/([a-z-]+)', board)

    assert len(acts) > 1
    assert acts[-1] == "withdraw-case"


async def test_whoever_lacks_materials_is_asked_for_them_first(counter: Counter) -> None:
    """Acceptance is not the next step then; for the applicant it is to hand them in."""
    number = await counter.case(materials=[])
    before = await filled(counter, "clerk", number)
    clerk = await counter.browser("clerk")
    await clerk.command(number, "request-corrections", gaps=[{"material": "report"}, {"material": "photos"}])

    assert before == ["request-corrections"]
    page = (await (await counter.browser("applicant")).get(f"/cases/{number}")).text
    assert f'<a class="go" href="/cases/{number}/supplement">' in page


async def test_after_the_delivery_the_applicant_may_rate_it(counter: Counter) -> None:
    """And the clerk has nothing left to do."""
    number = await counter.case(accepted=True)
    await play_until(counter, number, "delivered")

    assert await filled(counter, "applicant", number) == ["rate-service"]
    assert await filled(counter, "clerk", number) == []


async def test_holders_are_told_by_name(counter: Counter) -> None:
    """On the board and in the inbox; programs get the id."""
    person = people()["water-handler"].model_copy(update={"name": "示例承办人"})
    entry = DirectoryEntry(jurisdiction="450721", person=person)
    await Directory(counter.engine).enter([entry], by=None, at=datetime.now(UTC))
    number = await counter.case(accepted=True)
    water = await counter.browser("water-handler")
    await water.command(number, "acknowledge-notice", item="flood")
    await water.command(number, "take-item", item="flood")
    board = (await water.get(f"/cases/{number}")).text
    row = board[board.index('id="item-flood"') :].split("</tr>")[0]
    inbox = (await water.get("/")).text

    assert '<span class="quiet">示例承办人</span>' in row
    assert '<span class="quiet">示例承办人</span>' in inbox
    assert ">water-handler<" not in row + inbox


def test_what_people_have_written_is_told_as_it_is() -> None:
    """A refusal may repeat braces and percent signs that somebody typed."""
    problem = Problem("FieldInvalid", zh="“{x}” 不对 {", en="“{x}” is wrong {")

    assert (problem.said("zh"), problem.said("en")) == ("“{x}” 不对 {", "“{x}” is wrong {")
