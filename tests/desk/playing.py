"""Plays a case of the desk on to where a test begins: each step by whom it belongs to, over the API."""

from typing import cast

from desk.telling.standing import next_step, who_may
from models.domain.case import Case
from models.domain.names import CaseNumber, CaseState
from tests.desk.counter import Counter, people


async def play_until(counter: Counter, number: str, state: CaseState) -> None:
    """Do what comes next until the case has come to this state."""
    desk = counter.app.state.desk
    while True:
        case = cast("Case", await desk.register.load_case(CaseNumber(number)))
        if case.state == state:
            return
        book = await desk.register.load_rulebook(case.rulebook)
        step = next_step(case, book)
        assert step is not None, case.state
        person = who_may(case, step, list(people().values()), book.hours.local(desk.now()), book)
        assert person is not None, step
        do, item, fields = step
        about = {} if item is None else {"item": item}
        browser = await counter.browser(person.id)
        answer = await browser.command(number, do, **about, **fields)
        assert answer.status_code == 200, (step, answer.text)
