"""Who acts for somebody is found without reading everybody."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over those few who hold a delegation."""
    op.execute("CREATE INDEX people_delegations ON people (jurisdiction, id) WHERE delegations <> '[]'")


def downgrade() -> None:
    """Without the index."""
    op.execute("DROP INDEX people_delegations")
