"""What every register promises to its workflows, whatever it is made of."""

from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.contracts import Append, CaseRegister
from models.domain.rulebook import Rulebook
from tests.activities.story import NUMBER, PROJECT, accepted, acknowledged, asked, filed, number, withdrawn

AT_ONCE = 20


async def refusal(register: CaseRegister, append: Append) -> tuple[str | None, dict[str, Any]]:
    """The name and the details of what the register says no to."""
    with pytest.raises(ApplicationError) as refused:
        await register.append(append)
    assert refused.value.non_retryable
    return refused.value.type, refused.value.details[0]


class RegisterContract:
    """To be subclassed with a fixture ``register`` that knows the sample law."""

    async def test_an_append_answers_with_the_lines_it_wrote(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """The lines are numbered from one, carry the key, and the events come back as they went in."""
        first = await register.append(asked(1, "file", filed(book)))
        second = await register.append(asked(2, "accept", *accepted(), digest="two"))

        assert [entry.seq for entry in (*first.entries, *second.entries)] == [1, 2, 3, 4]
        assert {(entry.key, entry.digest) for entry in second.entries} == {("accept", "two")}
        assert tuple(entry.event for entry in second.entries) == accepted()

    async def test_the_same_command_again_finds_its_own_lines(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """A retry writes nothing and gets the first answer, time of entry included."""
        append = asked(1, "file", filed(book))
        first = await register.append(append)

        assert await register.append(append) == first
        assert (await register.append(asked(2, "ask"))).entries == ()

    async def test_a_key_decided_anew_at_a_later_place_finds_its_first_lines(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """A workflow task that died after the append decides again, and gets what stands there already."""
        await register.append(asked(1, "file", filed(book)))
        first = await register.append(asked(2, "accept", *accepted()))
        again = await register.append(asked(5, "accept", acknowledged()))

        assert again == first

    async def test_an_append_from_behind_gets_the_tail_and_writes_nothing(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """Who has not seen the last lines gets them, and decides again."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "accept", *accepted()))
        told = await register.append(asked(3, "acknowledge", acknowledged()))

        assert [(entry.seq, entry.key) for entry in told.entries] == [(3, "accept"), (4, "accept")]

    async def test_an_old_key_from_behind_gets_its_lines_and_the_tail(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """Lines under the key and lines from the expected place on come together, in order."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "accept", *accepted()))
        told = await register.append(asked(4, "file", filed(book)))

        assert [(entry.seq, entry.key) for entry in told.entries] == [(1, "file"), (4, "accept")]

    async def test_another_command_under_a_used_key_is_refused(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """The same key with another body is another command, and must not get the first one's answer."""
        await register.append(asked(1, "file", filed(book)))
        name, told = await refusal(register, asked(2, "file", *accepted(), digest="other"))

        assert name == "KeyTaken"
        assert all("file" in told[language] for language in ("zh", "en"))
        assert told["facts"] == {"case": NUMBER, "key": "file"}
        assert [entry.key for entry in (await register.append(asked(1, "look"))).entries] == ["file"]

    async def test_a_register_that_lost_its_tail_is_not_written_over(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """A gap is refused, and the refusal says where the register ends."""
        await register.append(asked(1, "file", filed(book)))
        name, told = await refusal(register, asked(4, "late", acknowledged()))

        assert name == "RegisterBehind"
        assert told["facts"] == {"case": NUMBER, "last": 1, "expected": 4}

    async def test_a_case_that_the_register_never_saw_is_behind_as_well(self, register: CaseRegister) -> None:
        """An empty register ends at line 0."""
        name, told = await refusal(register, asked(2, "accept", *accepted()))

        assert name == "RegisterBehind"
        assert told["facts"]["last"] == 0

    async def test_a_second_live_case_of_a_project_is_refused(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """The refusal names the live case; nothing of the second case is written."""
        await register.append(asked(1, "file", filed(book)))
        second = asked(1, "again", filed(book, number(2)), case=number(2))
        name, told = await refusal(register, second)

        assert name == "DuplicateCase"
        assert told["facts"] == {"project": PROJECT, "number": NUMBER}
        assert all(NUMBER in told[language] for language in ("zh", "en"))
        assert (await register.append(asked(1, "look", case=number(2)))).entries == ()

    async def test_a_project_may_be_filed_again_after_its_case_ended(
        self, register: CaseRegister, book: Rulebook
    ) -> None:
        """A withdrawn case no longer stands in the way."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "withdraw", withdrawn()))
        again = await register.append(asked(1, "again", filed(book, number(2)), case=number(2)))

        assert [entry.seq for entry in again.entries] == [1]
