"""Makes a large office out of a few real cases: their projected rows many times over, under other names.

Copies have no register lines: lists, searches and figures read projections alone. Only real cases are opened.
"""

from dataclasses import dataclass
from typing import Final

import asyncpg

from benchmarks.office import say

OPEN_ITEMS: Final = 100_000
ENDED_ITEMS: Final = 1_000_000
HANDLERS: Final = 30
"""People behind each person of the sample directory."""

_BIG: Final = ("cases", "items", "clocks", "notices", "attachments")
_FIRST_SERIAL: Final = 100_000

_TEMPLATES: Final = """
CREATE TEMP TABLE templates AS
SELECT cases.*, row_number() OVER (ORDER BY number)::integer AS place,
    state NOT IN ('archived', 'declined', 'delivered', 'terminated', 'withdrawn') AS live
FROM cases
"""
_SIZES: Final = """
SELECT live, count(DISTINCT number) AS cases,
    count(*) FILTER (WHERE items.state NOT IN {ends}) AS open, count(*) AS items
FROM templates JOIN items ON items."case" = number GROUP BY live
""".replace("{ends}", "('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')")
_COPIES: Final = """
CREATE TEMP TABLE copies AS
SELECT number AS template, live, n,
    to_char(year, 'FM450721-0000') || '-' || to_char($3 + serial, 'FM000000') AS number,
    serial, (hashtext(serial::text) & 1023) AS chance,
    CASE WHEN live THEN (hashtext(serial::text) & 15) - 3 ELSE 0 END AS moved
FROM (
    SELECT number, live, n, substr(number, 8, 4)::integer AS year,
        (row_number() OVER (ORDER BY hashtext(number || n), number))::integer AS serial
    FROM templates, generate_series(1, CASE WHEN live THEN $1::integer ELSE $2::integer END) AS n
) AS numbered
"""
_OTHERWISE: Final = {
    "cases": {
        "number": "copies.number",
        "project_code": "'2025-450721-48-01-' || to_char(serial, 'FM000000')",
        "project_name": """(ARRAY['灵城', '新圩', '檀圩', '陆屋', '武利', '那隆', '三隆', '太平', '沙坪',
            '烟墩', '平南', '佛子', '石塘', '旧州', '丰塘', '伯劳'])[1 + serial % 16]
            || (ARRAY['现代农业', '标准厂房', '光伏发电', '荔枝加工', '冷链物流', '污水处理', '乡村道路',
                '风力发电', '茶叶种植', '中学扩建', '医养结合', '水库除险'])[1 + serial / 16 % 12]
            || (ARRAY['一期', '二期', '三期', '改造', '扩建'])[1 + serial / 192 % 5]
            || '项目（示例 ' || serial || '）'""",
        "applicant_id": "'9145072' || to_char(serial % 5003, 'FM00000000000')",
        "applicant_name": """(ARRAY['十里', '百合', '六峰', '钦江', '鸣珂', '马鞍'])[1 + serial % 6]
            || (ARRAY['建设', '农业', '能源', '置业', '水务', '交通', '实业'])[1 + serial / 6 % 7]
            || '有限公司（示例 ' || serial % 5003 || '）'""",
        "due_on": "due_on + moved",
        "due_at": "due_at + moved * interval '1 day'",
    },
    "items": {
        "case": "copies.number",
        "holder": """CASE WHEN holder IS NOT NULL AND chance % {handlers} > 0
            THEN holder || '-' || chance % {handlers} ELSE holder END""".replace("{handlers}", str(HANDLERS)),
        "due_on": "due_on + moved",
    },
    "clocks": {"case": "copies.number", "due_on": "due_on + moved"},
}
"""What a copy does not have from its template. Every other column, also one of a later release, it has."""

_NOTICES: Final = """
INSERT INTO notices (key, jurisdiction, "case", seq, kind, "to", item, at, delivered_at)
SELECT number || ':' || position, cases.jurisdiction, number, position + 2,
    'notice-issued', department || '/handler', item,
    received_on + interval '9 hours', received_on + interval '9 hours'
FROM items JOIN cases ON number = items."case"
"""
_ATTACHMENTS: Final = """
INSERT INTO attachments (id, "case", material, name, kind, size, sha256, scanned, uploaded_by, uploaded_at)
SELECT md5(number || n), number, 'project-report', '附件 ' || n || '.pdf', 'pdf', 100000,
    md5(number || n) || md5(n || number), 'sample', 'clerk', received_on + interval '8 hours'
FROM cases, generate_series(1, 2) AS n
"""
_PEOPLE: Final = """
INSERT INTO people (id, jurisdiction, name, department, roles, identity, valid, sample)
SELECT id || '-' || n, jurisdiction, name || n, department, roles, NULL, true, true
FROM people, generate_series(1, $1::integer - 1) AS n WHERE department IS NOT NULL
"""


@dataclass(frozen=True)
class Size:
    """What there is now."""

    cases: int
    open_items: int
    ended_items: int
    clocks: int
    notices: int


async def multiply(connection: asyncpg.Connection) -> Size:
    """Fill the tables up to 100,000 open items and 1,000,000 ended ones. Indexes are made anew at the end."""
    indexes = await _drop_indexes(connection)
    await connection.execute(_PEOPLE, HANDLERS)
    await connection.execute(_TEMPLATES)
    sizes = {row["live"]: row for row in await connection.fetch(_SIZES)}
    live = -(-OPEN_ITEMS // sizes[True]["open"])
    ended_of_live = live * (sizes[True]["items"] - sizes[True]["open"])
    ended = -(-(ENDED_ITEMS - ended_of_live) // sizes[False]["items"])
    await connection.execute(_COPIES, live, ended, _FIRST_SERIAL)
    await connection.execute("CREATE UNIQUE INDEX ON copies (number); ANALYZE copies; ANALYZE templates")
    for table in _OTHERWISE:
        await _copy(connection, table)
    await connection.execute(_NOTICES)
    await connection.execute(_ATTACHMENTS)
    say("notices and attachments made")
    for index in indexes:
        await connection.execute(index)
    say("indexes made")
    await connection.execute("VACUUM (ANALYZE)")
    return Size(**await connection.fetchrow(_SIZE))


async def _copy(connection: asyncpg.Connection, table: str) -> None:
    names = await connection.fetch(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        """,
        table,
    )
    columns = [row["attname"] for row in names]
    values = [_OTHERWISE[table].get(name, f'each."{name}"') for name in columns]
    key = "number" if table == "cases" else '"case"'
    source = "templates" if table == "cases" else table
    done = await connection.execute(
        f"""
        INSERT INTO {table} ({", ".join(f'"{name}"' for name in columns)})
        SELECT {", ".join(values)} FROM copies JOIN {source} AS each ON each.{key} = copies.template
        """  # noqa: S608 - our own tables
    )
    say(f"{table}: {done.rpartition(' ')[2]} rows more")


async def _drop_indexes(connection: asyncpg.Connection) -> list[str]:
    """Drop all that no constraint needs; what makes them again."""
    rows = await connection.fetch(
        """
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made
        FROM pg_index WHERE indrelid::regclass::text = ANY($1)
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        """,
        list(_BIG),
    )
    for row in rows:
        await connection.execute(f"DROP INDEX {row['name']}")
    return [row["made"] for row in rows]


_SIZE: Final = """
SELECT (SELECT count(*) FROM cases) AS cases,
    count(*) FILTER (WHERE state NOT IN {ends}) AS open_items,
    count(*) FILTER (WHERE state IN {ends}) AS ended_items,
    (SELECT count(*) FROM clocks) AS clocks, (SELECT count(*) FROM notices) AS notices
FROM items
""".replace("{ends}", "('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')")
