"""Signing in at an identity provider: who is known by which identity, and what is on its way there."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An account may have no password, when it is opened by an identity alone."""
    op.execute("ALTER TABLE accounts ALTER COLUMN password_hash DROP NOT NULL")
    op.execute("ALTER TABLE sessions ADD COLUMN id_token text")
    op.execute(
        """
        CREATE TABLE identities (
            issuer text NOT NULL,
            subject text NOT NULL,
            said text NOT NULL,
            seen_at timestamptz NOT NULL,
            account text REFERENCES accounts (name) ON DELETE CASCADE,
            linked_at timestamptz,
            linked_by text,
            PRIMARY KEY (issuer, subject)
        )
        """
    )
    op.execute("CREATE INDEX identities_account ON identities (account)")
    op.execute(
        """
        CREATE TABLE sign_ins_elsewhere (
            mark_hash char(64) NOT NULL PRIMARY KEY,
            state text NOT NULL,
            nonce text NOT NULL,
            verifier text NOT NULL,
            way text NOT NULL,
            begun_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX sign_ins_elsewhere_begun ON sign_ins_elsewhere (begun_at)")


def downgrade() -> None:
    """Accounts without a password are closed by one that nothing fits."""
    op.execute("DROP TABLE sign_ins_elsewhere")
    op.execute("DROP TABLE identities")
    op.execute("ALTER TABLE sessions DROP COLUMN id_token")
    op.execute("UPDATE accounts SET password_hash = '-' WHERE password_hash IS NULL")
    op.execute("ALTER TABLE accounts ALTER COLUMN password_hash SET NOT NULL")
