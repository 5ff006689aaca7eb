from collections.abc import Callable

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.register import PostgresRegister
from activities.register_audit import CASES_AT_A_TIME, Audit, verify
from activities.register_check import Finding, RegisterDamaged
from activities.register_lines import Line
from activities.register_rebuild import rebuild
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from tests.activities.conftest import Tell
from tests.activities.story import NUMBER, asked, filed, number, project

LINES = 14
GUARD_OFF = "ALTER TABLE register DISABLE TRIGGER register_insert_only"
SWAP = """
UPDATE register SET seq = CASE seq WHEN 8 THEN 908 ELSE 909 END WHERE seq IN (8, 9);
UPDATE register SET seq = CASE seq WHEN 908 THEN 9 ELSE 8 END WHERE seq IN (908, 909)
"""
GHOST = """
INSERT INTO items SELECT "case", 'ghost', 9, jurisdiction, department, state, round, holder, opinion,
    due_on, provisional, body FROM items LIMIT 1
"""
GARBAGE = """
UPDATE cases SET body = '{}', state = 'archived', due_on = '1999-01-01'
    WHERE number = '450721-2026-000001';
DELETE FROM items WHERE item = 'flood';
DELETE FROM clocks WHERE item = '';
INSERT INTO items SELECT '450721-2026-000777', item, position, jurisdiction, department, state, round,
    holder, opinion, due_on, provisional, body FROM items LIMIT 1
"""
NOTHING_CHANGED = {"cases": 0, "items": 0, "clocks": 0}


async def audited(engine: AsyncEngine, case: CaseNumber | None = None) -> tuple[Audit, list[Finding]]:
    """What an audit tells."""
    findings: list[Finding] = []
    audit = await verify(engine, findings.append, case)
    return audit, findings


async def dumped(database: asyncpg.Connection) -> dict[str, list[str]]:
    """Every projected row as PostgreSQL writes it, byte for byte."""
    return {
        table: [row[0] for row in await database.fetch(select)]
        for table, select in (
            ("cases", "SELECT cases::text FROM cases ORDER BY 1"),
            ("items", "SELECT items::text FROM items ORDER BY 1"),
            ("clocks", "SELECT clocks::text FROM clocks ORDER BY 1"),
        )
    }


async def test_a_register_that_nobody_touched_has_no_findings(engine: AsyncEngine, tell: Tell) -> None:
    """Two cases with a bit of everything: chain, head and every projected row are as the lines make them."""
    await tell()
    await tell(number(2), project(2))

    assert await audited(engine) == (Audit(cases=2, lines=2 * LINES, findings=0), [])


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (
            "UPDATE register SET body = replace(body, '林评〔2026〕3号', '林评〔2026〕4号') WHERE seq = 7",
            {(7, "line-changed")},
        ),
        ("UPDATE register SET body = body || ' ' WHERE seq = 7", {(7, "line-changed")}),
        ("UPDATE register SET key = 'another' WHERE seq = 5", {(5, "line-changed")}),
        ("UPDATE register SET digest = 'another' WHERE seq = 5", {(5, "line-changed")}),
        (
            "UPDATE register SET entered_at = entered_at - interval '1 day' WHERE seq = 5",
            {(5, "line-changed")},
        ),
        ("UPDATE register SET by = 'zhao' WHERE seq = 6", {(6, "column-changed")}),
        ("UPDATE register SET kind = 'case-withdrawn' WHERE seq = 6", {(6, "column-changed")}),
        ("UPDATE register SET at = at + interval '1 hour' WHERE seq = 6", {(6, "column-changed")}),
        # with its own hash made to fit, the next line still shows it
        (
            "UPDATE register SET key = 'a', hash = repeat('a', 64) WHERE seq = 5",
            {(5, "line-changed"), (6, "link-broken")},
        ),
        ("DELETE FROM register WHERE seq = 6", {(7, "line-missing"), (7, "link-broken")}),
        ("DELETE FROM register WHERE seq = 1", {(2, "line-missing"), (2, "link-broken")}),
        # a tail cut off leaves a whole chain: the head in the projection is the witness
        (
            "DELETE FROM register WHERE seq > 12",
            {(12, "tail-missing"), (None, "projection-strayed")},
        ),
        ("DELETE FROM register", {(None, "tail-missing")}),
        (
            SWAP,
            {
                (8, "line-changed"),
                (8, "link-broken"),
                (9, "line-changed"),
                (9, "link-broken"),
                (10, "link-broken"),
            },
        ),
        (
            "UPDATE register SET body = '{}' WHERE seq = 4",
            {(4, "line-changed"), (4, "body-unreadable")},
        ),
        ("UPDATE rulebooks SET body = replace(body, '示例', '事例')", {(1, "rulebook-missing")}),
        ("UPDATE cases SET state = 'archived'", {(None, "projection-strayed")}),
        ("UPDATE items SET body = body || ' ' WHERE item = 'flood'", {(None, "projection-strayed")}),
        ("DELETE FROM clocks WHERE item = 'flood' AND clock = 'statutory'", {(None, "projection-missing")}),
        (
            GHOST,
            {(None, "projection-unfounded")},
        ),
    ],
)
async def test_tampering_is_found_where_it_was_done(
    engine: AsyncEngine,
    database: asyncpg.Connection,
    tell: Tell,
    tampering: str,
    found: set[tuple[int | None, str]],
) -> None:
    """By someone who can switch the guard off: each change shows, at its line, as what it is."""
    await tell()
    await database.execute(f"{GUARD_OFF}; {tampering}; ALTER TABLE register ENABLE TRIGGER ALL")
    audit, findings = await audited(engine)

    assert {(finding.seq, finding.what) for finding in findings} >= found
    assert {finding.what for finding in findings} == {what for _, what in found}
    assert audit.findings == len(findings)
    assert all(finding.case == NUMBER and finding.zh and finding.en for finding in findings)


async def test_a_last_line_forged_with_a_fitting_hash_is_found(
    engine: AsyncEngine, database: asyncpg.Connection, tell: Tell
) -> None:
    """No next line bears witness, but the head in the projection does."""
    await tell()
    await database.execute(GUARD_OFF)
    last = Line.of(await database.fetchrow("SELECT * FROM register WHERE seq = $1", LINES))
    forged = last._replace(body=last.body.replace("〔2026〕88号", "〔2026〕89号"))
    await database.execute(
        "UPDATE register SET body = $1, hash = $2 WHERE seq = $3", forged.body, forged.own_hash(), LINES
    )
    _, findings = await audited(engine)

    assert forged.body != last.body
    assert any("head" in finding.en for finding in findings)


async def test_one_case_is_looked_at_alone(
    engine: AsyncEngine, database: asyncpg.Connection, tell: Tell
) -> None:
    """What is wrong in another case is not told."""
    await tell()
    await tell(number(2), project(2))
    await database.execute("UPDATE cases SET state = 'archived' WHERE number = $1", number(2))

    assert await audited(engine, NUMBER) == (Audit(cases=1, lines=LINES, findings=0), [])
    assert (await audited(engine, number(2)))[0].findings == 1


async def test_an_audit_sees_every_case_of_a_long_register(
    engine: AsyncEngine, register: PostgresRegister, book: Rulebook
) -> None:
    """Cases are folded some at a time; none is lost where one batch ends and the next begins."""
    many = CASES_AT_A_TIME + 3
    for serial in range(1, many + 1):
        filing = filed(book, number(serial), code=project(serial))
        await register.append(asked(1, "file", filing, case=number(serial)))

    assert await audited(engine) == (Audit(cases=many, lines=many, findings=0), [])
    assert (await rebuild(engine)).cases == many


async def test_a_rebuild_of_right_projections_changes_nothing(
    engine: AsyncEngine, database: asyncpg.Connection, tell: Tell
) -> None:
    """What the appends projected step by step is byte for byte what the whole register makes at once."""
    await tell()
    before = await dumped(database)
    made = await rebuild(engine)

    assert made.changed == NOTHING_CHANGED
    assert await dumped(database) == before


async def test_a_rebuild_restores_garbage_byte_for_byte(
    engine: AsyncEngine,
    database: asyncpg.Connection,
    tell: Tell,
    new_register: Callable[[], PostgresRegister],
) -> None:
    """Changed, lost and invented rows are put right, and the case goes on."""
    await tell()
    await tell(number(2), project(2))
    before = await dumped(database)
    await database.execute(GARBAGE)
    made = await rebuild(engine)

    assert await dumped(database) == before
    assert made.cases == 2
    assert all(made.changed.values())
    assert (await rebuild(engine)).changed == NOTHING_CHANGED
    assert await new_register().load_case(NUMBER) is not None


async def test_a_rebuild_refuses_a_register_that_is_not_whole(
    engine: AsyncEngine, database: asyncpg.Connection, tell: Tell
) -> None:
    """Nothing is projected from lines that were tampered with, and what stands there stays."""
    await tell()
    await database.execute(GUARD_OFF)
    await database.execute("UPDATE register SET body = '{}' WHERE seq = 3; DELETE FROM clocks")
    before = await dumped(database)

    with pytest.raises(RegisterDamaged) as damaged:
        await rebuild(engine)
    assert {finding.seq for finding in damaged.value.findings} == {3}
    assert await dumped(database) == before
