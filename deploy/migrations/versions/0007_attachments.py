"""The attachments of cases, and the uploads that have not ended yet."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty: the bytes lie in the attachment store, here stands what they belong to."""
    op.execute(
        """
        CREATE TABLE attachments (
            id text NOT NULL PRIMARY KEY,
            "case" text NOT NULL,
            material text NOT NULL,
            name text NOT NULL,
            kind text NOT NULL,
            size bigint NOT NULL,
            sha256 char(64) NOT NULL,
            scanned text,
            uploaded_by text NOT NULL,
            uploaded_at timestamptz NOT NULL,
            removed_at timestamptz,
            removed_by text
        )
        """
    )
    op.execute('CREATE INDEX attachments_case ON attachments ("case", uploaded_at)')
    op.execute(
        """
        CREATE UNIQUE INDEX attachments_once ON attachments ("case", material, sha256)
        WHERE removed_at IS NULL
        """
    )
    op.execute(
        """
        CREATE TABLE uploads (
            id text NOT NULL PRIMARY KEY,
            "case" text NOT NULL,
            material text NOT NULL,
            name text NOT NULL,
            size bigint NOT NULL,
            person text NOT NULL,
            begun_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX uploads_person ON uploads (person)")


def downgrade() -> None:
    """The files stay in the store, but nothing says any more what they belong to."""
    op.execute("DROP TABLE uploads")
    op.execute("DROP TABLE attachments")
