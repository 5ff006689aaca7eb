"""Lines beside the memory of the engine, without any server."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from activities.register_lines import Line, write_lines
from activities.register_refill import Witnessed
from desk.repair.comparing import compare
from desk.repair.memory import Memory, Run, RunMemory
from models.domain.case import Case
from models.domain.chain import GENESIS
from models.domain.fold import fold
from models.domain.names import CommandKey
from models.messages.case_workflow import Answer, Carried, CaseStart
from tests.activities.story import MORNING, NUMBER, appends, course
from tests.domain.sample import rulebook


def lines_of_a_case() -> list[Line]:
    """A case with a bit of everything, as the register has it."""
    lines: list[Line] = []
    for asked in appends(course(rulebook())):
        lines += write_lines(asked, lines[-1].hash if lines else GENESIS, datetime(2026, 6, 15, tzinfo=UTC))
    return lines


LINES = lines_of_a_case()


def known(line: Line, *, hashed: bool = True) -> Witnessed:
    """The line as a history has it; those of the first release knew no hash."""
    return Witnessed(
        seq=line.seq,
        key=line.key,
        digest=line.digest,
        entered_at=line.entered_at,
        body=line.body,
        hash=line.hash if hashed else None,
    )


def memory(*entries: Witnessed, carried: Carried | None = None) -> Memory:
    """A single run that remembers these entries."""
    start = CaseStart(number=NUMBER, rulebook="{}", carried=carried)
    return Memory(NUMBER, (RunMemory(Run("run", running=True, started=MORNING), start, entries),))


def told(standing: Sequence[Line], remembered: Memory) -> tuple[int | None, str]:
    """Place and name of the one finding."""
    (finding,) = compare(NUMBER, standing, remembered).findings
    return finding.seq, finding.what


@pytest.mark.parametrize("hashed", [True, False])
@pytest.mark.parametrize("standing", [0, 1, 5, len(LINES)])
def test_what_is_missing_is_made_again_to_the_letter(standing: int, hashed: bool) -> None:
    """Whole lines, equal to those that stood there in every column."""
    compared = compare(NUMBER, LINES[:standing], memory(*(known(line, hashed=hashed) for line in LINES)))

    assert list(compared.missing) == LINES[standing:]
    assert compared.findings == ()


@pytest.mark.parametrize(
    "changed",
    [{"hash": "f" * 64}, {"hash": None, "digest": "other"}, {"hash": None, "key": CommandKey("other")}],
    ids=["hash", "digest", "key"],
)
def test_another_entry_in_one_place_is_a_fork(changed: dict[str, str | None]) -> None:
    """By its hash where one is known, by what it says where none is."""
    entries = [known(line) for line in LINES]
    entries[2] = replace(entries[2], **changed)  # type: ignore[arg-type]

    assert told(LINES[:5], memory(*entries)) == (3, "forked")


def test_two_runs_that_remember_different_entries_are_a_fork() -> None:
    """Also behind the end of the register, where nothing can say which of them is right."""
    entries = [known(line) for line in LINES]

    assert told(LINES[:5], memory(*entries, replace(entries[7], hash="f" * 64))) == (8, "forked")


def test_an_answer_that_a_run_carries_must_stand_in_the_register() -> None:
    """Also of an event whose own history is gone."""
    first = LINES[0]
    answer = Answer(case=NUMBER, key=first.key, digest="other", first=1, events=(first.kind,))
    carried = Carried(case=Case(number=NUMBER), answers=(answer,))

    assert told(LINES, memory(carried=carried)) == (1, "forked")


def test_a_line_whose_hash_would_not_be_the_old_one_is_not_written() -> None:
    """Then something else stood before it than stands there now."""
    unproved = [known(line, hashed=False) for line in LINES[:5]]
    strange = replace(known(LINES[5]), hash="f" * 64)

    assert told(LINES[:5], memory(*unproved, strange)) == (6, "forked")


def test_a_hole_in_the_histories_is_told() -> None:
    """What the engine knows behind the hole does not bring it back."""
    case = fold(Case(number=NUMBER), [line.event() for line in LINES[:8]])
    carried = Carried(case=case, answers=())

    assert told(LINES[:5], memory(*(known(line) for line in LINES[8:]), carried=carried)) == (
        6,
        "history-missing",
    )


def test_a_damaged_register_is_not_refilled() -> None:
    """Nothing is built on lines that are not whole."""
    damaged = [*LINES[:4], LINES[4]._replace(digest="changed")]

    assert told(damaged, memory(*(known(line) for line in LINES)))[1] == "line-changed"
