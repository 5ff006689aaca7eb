"""Search by any part of a name, and who sees a case kept beside it."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# What a search looks in. Trigrams know no word of two Chinese characters, which is what people search for.
TEXT = """
    CREATE FUNCTION search_text(number text, code text, project text, applicant text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(number || chr(10) || code || chr(10) || project || chr(10) || applicant)
"""
# Dear, so that the planner asks the index for it and never works it out row by row.
PAIRS = """
    CREATE FUNCTION search_pairs(said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
    RETURN ARRAY(
        SELECT first || second
        FROM unnest(string_to_array(said, NULL), (string_to_array(said, NULL))[2:]) AS pair(first, second)
        WHERE second IS NOT NULL AND first <> chr(10) AND second <> chr(10)
    )
"""
# `concerned` as models.domain.visibility has it, of the rows that stand already.
CONCERNED = """
    UPDATE cases SET clerk = body::json ->> 'clerk', concerned = ARRAY(
        SELECT DISTINCT each.department COLLATE "C" FROM (
            SELECT lead UNION ALL
            SELECT department FROM items WHERE items."case" = cases.number UNION ALL
            SELECT record ->> 'department'
            FROM json_array_elements(coalesce(body::json -> 'responsibilities', '[]')) AS record UNION ALL
            SELECT action ->> 'department'
            FROM json_array_elements(coalesce(body::json -> 'actions', '[]')) AS action
        ) AS each(department) ORDER BY 1
    )
"""
ENDED = "ended_at IS NOT NULL AND item <> '' AND clock = 'committed'"


def upgrade() -> None:
    """The index over pairs takes the place of the one over trigrams."""
    op.execute("ALTER TABLE cases ADD COLUMN clerk text, ADD COLUMN concerned text[]")
    op.execute(CONCERNED)
    op.execute("ALTER TABLE cases ALTER COLUMN concerned SET NOT NULL")
    op.execute(TEXT)
    op.execute(PAIRS)
    op.execute("DROP INDEX cases_names")
    op.execute(
        "CREATE INDEX cases_search ON cases USING gin"
        " (search_pairs(search_text(number, project_code, project_name, applicant_name)))"
    )
    op.execute("CREATE INDEX cases_received ON cases (jurisdiction, received_on)")
    op.execute('CREATE INDEX items_held ON items (holder, "case")')
    op.execute(f"CREATE INDEX clocks_ended ON clocks (jurisdiction, ended_at) WHERE {ENDED}")


def downgrade() -> None:
    """The rows stay; what they were found by goes."""
    for index in ("clocks_ended", "items_held", "cases_received", "cases_search"):
        op.execute(f"DROP INDEX {index}")
    op.execute("DROP FUNCTION search_pairs, search_text")
    op.execute(
        "CREATE INDEX cases_names ON cases USING gin (project_name gin_trgm_ops, applicant_name gin_trgm_ops)"
    )
    op.execute("ALTER TABLE cases DROP COLUMN concerned, DROP COLUMN clerk")
