"""The published catalogues: every version of every procedure, with the days on which it is in force."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty: the first filing of a procedure enters its version, or an administrator publishes it."""
    op.execute(
        """
        CREATE TABLE catalogues (
            jurisdiction text NOT NULL,
            code text NOT NULL,
            version text NOT NULL,
            digest char(64) NOT NULL,
            valid_from date NOT NULL,
            valid_until date,
            body text NOT NULL,
            published_at timestamptz NOT NULL,
            by text,
            PRIMARY KEY (jurisdiction, code, version)
        )
        """
    )


def downgrade() -> None:
    """Every case keeps its own rulebook, so that nothing legal is lost."""
    op.execute("DROP TABLE catalogues")
