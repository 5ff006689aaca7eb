"""The calendars of the office: the tables of years and the days laid over them, as they were adopted."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own; the tables that come with the program are entered at the office's next start."""
    op.execute(
        """
        CREATE TABLE calendars (
            name text NOT NULL PRIMARY KEY,
            region text NOT NULL,
            year smallint,
            version text NOT NULL,
            body text NOT NULL,
            adopted_at timestamptz NOT NULL,
            by text
        )
        """
    )


def downgrade() -> None:
    """Cases say themselves by which calendar they go, so that nothing legal is lost."""
    op.execute("DROP TABLE calendars")
