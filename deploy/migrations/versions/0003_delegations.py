"""For whom a person may act (首席代表, AB 角): the delegations of the directory."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everybody begins without a delegation."""
    op.execute("ALTER TABLE people ADD COLUMN delegations jsonb NOT NULL DEFAULT '[]'")


def downgrade() -> None:
    """The delegations are lost; the register keeps for whom each act was done."""
    op.execute("ALTER TABLE people DROP COLUMN delegations")
