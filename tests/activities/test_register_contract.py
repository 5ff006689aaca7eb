import asyncio
from collections.abc import Callable

import asyncpg
import pytest
from temporalio.exceptions import ApplicationError

from activities.register import PostgresRegister
from activities.register_check import RegisterDamaged
from models.domain.names import CommandKey
from models.domain.rulebook import Rulebook
from tests.activities.register_contract import RegisterContract, refusal
from tests.activities.story import NUMBER, accepted, acknowledged, asked, filed, number, withdrawn

AT_ONCE = 20


class TestPostgresRegister(RegisterContract):
    async def test_of_many_appends_at_once_one_is_entered_and_the_others_see_it(
        self, register: PostgresRegister, new_register: Callable[[], PostgresRegister], book: Rulebook
    ) -> None:
        """No fork: twenty commands of two processes for the same place leave one line there."""
        await register.append(asked(1, "file", filed(book)))
        other = new_register()
        told = await asyncio.gather(
            *(
                (register if place % 2 else other).append(asked(2, f"key-{place}", withdrawn()))
                for place in range(AT_ONCE)
            )
        )

        assert len({answer.entries[0].key for answer in told}) == 1
        assert all(len(answer.entries) == 1 for answer in told)
        assert len(await register.entries(NUMBER)) == 2

    async def test_one_command_sent_many_times_at_once_is_entered_once(
        self, register: PostgresRegister, new_register: Callable[[], PostgresRegister], book: Rulebook
    ) -> None:
        """Every sender gets the same answer, the filing itself included."""
        other = new_register()
        append = asked(1, "file", filed(book))
        told = await asyncio.gather(
            *((register if place % 2 else other).append(append) for place in range(AT_ONCE))
        )

        assert all(answer == told[0] for answer in told)
        assert len(await register.entries(NUMBER)) == 1

    async def test_of_two_cases_of_one_project_filed_at_once_one_is_refused(
        self, register: PostgresRegister, book: Rulebook
    ) -> None:
        """The rule holds between filings that do not see each other."""
        told = await asyncio.gather(
            *(
                register.append(asked(1, f"file-{place}", filed(book, number(place)), case=number(place)))
                for place in range(1, 6)
            ),
            return_exceptions=True,
        )
        refused = [each.type for each in told if isinstance(each, ApplicationError)]

        assert refused == ["DuplicateCase"] * 4

    async def test_another_process_goes_on_where_one_ended(
        self, register: PostgresRegister, new_register: Callable[[], PostgresRegister], book: Rulebook
    ) -> None:
        """A case that is not in this process's memory is taken from its rows, a stale one is taken anew."""
        await register.append(asked(1, "file", filed(book)))
        other = new_register()
        await other.append(asked(2, "accept", *accepted()))
        missed = await register.append(asked(2, "look"))
        last = await register.append(asked(5, "acknowledge", acknowledged()))

        assert [entry.seq for entry in missed.entries] == [2, 3, 4]
        assert [entry.seq for entry in last.entries] == [5]

    async def test_an_answer_lost_with_the_connection_is_found_by_the_key(
        self, register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
    ) -> None:
        """When the server ends every connection, the next append opens a new one and goes on."""
        await register.append(asked(1, "file", filed(book)))
        await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await asyncio.sleep(0.05)  # the end of the connection reaches the client

        assert len((await register.append(asked(2, "accept", *accepted()))).entries) == 3

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM cases",
            "DELETE FROM cases; DELETE FROM items; DELETE FROM clocks",
            "UPDATE cases SET seq = 1",
            "UPDATE cases SET head = repeat('f', 64)",
            "UPDATE cases SET seq = 9, body = '{}'",
        ],
    )
    async def test_rows_that_strayed_are_made_anew_before_the_next_line(
        self,
        register: PostgresRegister,
        new_register: Callable[[], PostgresRegister],
        database: asyncpg.Connection,
        book: Rulebook,
        damage: str,
    ) -> None:
        """The register alone is the truth: a case goes on from its lines when its rows do not fit them."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "accept", *accepted()))
        await database.execute(damage)
        told = await new_register().append(asked(5, "acknowledge", acknowledged()))

        assert [entry.seq for entry in told.entries] == [5]
        assert await database.fetchval("SELECT seq FROM cases") == 5
        assert await database.fetchval("SELECT state FROM items WHERE item = 'forest-land'") == "acknowledged"

    async def test_rows_without_lines_do_not_stop_a_filing(
        self, register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
    ) -> None:
        """After a restore that lost the lines of a case, its unfounded rows go and the filing is entered."""
        await register.append(asked(1, "file", filed(book)))
        await database.execute("ALTER TABLE register DISABLE TRIGGER register_insert_only")
        await database.execute("DELETE FROM register")

        assert len((await register.append(asked(1, "anew", filed(book)))).entries) == 1

    async def test_nothing_is_written_after_lines_that_are_not_whole(
        self,
        register: PostgresRegister,
        new_register: Callable[[], PostgresRegister],
        database: asyncpg.Connection,
        book: Rulebook,
    ) -> None:
        """With a line cut out of the middle and no rows to go on from, the append fails loudly."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "accept", *accepted()))
        await database.execute("ALTER TABLE register DISABLE TRIGGER register_insert_only")
        await database.execute("DELETE FROM register WHERE seq = 3")
        await database.execute("DELETE FROM cases")

        with pytest.raises(RegisterDamaged, match="line"):
            await new_register().append(asked(5, "acknowledge", acknowledged()))

    async def test_a_tail_cut_off_under_a_running_process_is_not_written_over(
        self, register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
    ) -> None:
        """The process still holds the case; the register all the same says that it is behind."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "accept", *accepted()))
        await database.execute("ALTER TABLE register DISABLE TRIGGER register_insert_only")
        await database.execute("DELETE FROM register WHERE seq > 2")
        name, told = await refusal(register, asked(5, "acknowledge", acknowledged()))

        assert name == "RegisterBehind"
        assert told["facts"]["last"] == 2

    async def test_entries_follow_a_line(self, register: PostgresRegister, book: Rulebook) -> None:
        """Reading goes on after the last line that was seen."""
        await register.append(asked(1, "file", filed(book)))
        await register.append(asked(2, "accept", *accepted()))

        assert [entry.seq for entry in await register.entries(NUMBER, after=2)] == [3, 4]
        assert (await register.entries(NUMBER))[0].key == CommandKey("file")
