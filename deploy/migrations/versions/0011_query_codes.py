"""The query codes under which applicants follow their cases without signing in."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None yet: a case is given its code when somebody first asks for it."""
    op.execute(
        """
        CREATE TABLE query_codes (
            "case" text NOT NULL PRIMARY KEY,
            code char(12) NOT NULL,
            made_at timestamptz NOT NULL
        )
        """
    )


def downgrade() -> None:
    """Slips of paper with a code are worth nothing any more."""
    op.execute("DROP TABLE query_codes")
