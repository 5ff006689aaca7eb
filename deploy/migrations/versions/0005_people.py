"""People with a first and a last day, and what was entered of each person."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has a last day yet; of those who stand in the directory it is written down as it stands."""
    op.execute("ALTER TABLE people ADD COLUMN valid_from date, ADD COLUMN valid_until date")
    op.execute(
        """
        CREATE TABLE people_entries (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            person text NOT NULL,
            jurisdiction text NOT NULL,
            entered_at timestamptz NOT NULL,
            by text,
            body text NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX people_entries_person ON people_entries (person, id)")
    op.execute(
        """
        INSERT INTO people_entries (person, jurisdiction, entered_at, body)
        SELECT id, jurisdiction, now(), jsonb_build_object(
            'jurisdiction', jurisdiction, 'sample', sample,
            'person', jsonb_build_object(
                'id', id, 'name', name, 'department', department, 'roles', roles,
                'identity', identity, 'delegations', delegations
            )
        )::text
        FROM people WHERE valid ORDER BY id
        """
    )


def downgrade() -> None:
    """Who has left is closed for good, since the older release knows no days."""
    op.execute("UPDATE people SET valid = false WHERE valid_until < CURRENT_DATE")
    op.execute("DROP TABLE people_entries")
    op.execute("ALTER TABLE people DROP COLUMN valid_from, DROP COLUMN valid_until")
