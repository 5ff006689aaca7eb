"""How the cases of a rehearsal stand at a look, in a few words each."""

from collections.abc import Iterator

from models.domain import words as said
from models.domain.catalogue import Catalogue
from models.domain.names import ITEM_ENDS, ClockName
from models.domain.text import Words
from models.domain.view import CaseView, ClockView

_STILL: tuple[str, ...] = ("running", "stopped", "breached")


def scene(name: str, seen: CaseView, catalogue: Catalogue) -> Iterator[Words]:
    """One line for the case, and one for each of its items that is open."""
    state = said.CASE_STATES[seen.state]
    outcome = None if seen.outcome is None else said.OUTCOMES[seen.outcome]
    clocks = _clocks({clock: stands for clock, stands in seen.clocks.items() if stands is not None})
    yield _words(
        f"{name}：{state.zh}{f'（{outcome.zh}）' if outcome else ''}{clocks.zh}",
        f"{name}: {state.en}{f' ({outcome.en})' if outcome else ''}{clocks.en}",
    )
    for code, item in seen.items.items():
        if item.state in ITEM_ENDS or not item.clocks:
            continue
        title, stands = catalogue.item(code).title, said.ITEM_STATES[item.state]
        clocks = _clocks(item.clocks)
        yield _words(f"  {title.zh}：{stands.zh}{clocks.zh}", f"  {title.en}: {stands.en}{clocks.en}")


def _clocks(clocks: dict[ClockName, ClockView]) -> Words:
    running = [(said.CLOCKS[name], clock) for name, clock in clocks.items() if clock.state in _STILL]
    zh = [
        f"{name.zh}{f'{clock.due:%m-%d}' if clock.due else '停止'}剩{clock.left}" for name, clock in running
    ]
    en = [
        f"{name.en} {f'{clock.due:%m-%d}' if clock.due else 'stopped'}, {clock.left} left"
        for name, clock in running
    ]
    return _words("".join(f"，{part}" for part in zh), "".join(f"; {part}" for part in en))


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
