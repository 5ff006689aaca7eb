"""Who signs in at the desk: accounts, sessions, lockouts; and the commands whose outcome is not known yet."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No account yet: the office makes the first one when it starts."""
    op.execute(
        """
        CREATE TABLE accounts (
            name text NOT NULL PRIMARY KEY,
            person text NOT NULL REFERENCES people (id),
            password_hash text NOT NULL,
            sample boolean NOT NULL,
            changed_at timestamptz NOT NULL,
            disabled_at timestamptz
        )
        """
    )
    op.execute("CREATE INDEX accounts_person ON accounts (person)")
    op.execute(
        """
        CREATE TABLE sessions (
            token_hash char(64) NOT NULL PRIMARY KEY,
            account text NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
            begun_at timestamptz NOT NULL,
            seen_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            ended_at timestamptz,
            address text NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX sessions_account ON sessions (account)")
    op.execute("CREATE INDEX sessions_expiry ON sessions (expires_at)")
    op.execute(
        """
        CREATE TABLE login_failures (
            kind text NOT NULL,
            name text NOT NULL,
            failures integer NOT NULL,
            since timestamptz NOT NULL,
            PRIMARY KEY (kind, name)
        )
        """
    )
    op.execute("CREATE INDEX login_failures_since ON login_failures (since)")
    op.execute(
        """
        CREATE TABLE orders_in_hand (
            "case" text NOT NULL,
            key text NOT NULL,
            person text NOT NULL,
            rulebook char(64),
            body text NOT NULL,
            taken_at timestamptz NOT NULL,
            tried_at timestamptz NOT NULL,
            refusal text,
            zh text,
            en text,
            PRIMARY KEY ("case", key)
        )
        """
    )
    op.execute("CREATE INDEX orders_in_hand_pending ON orders_in_hand (tried_at) WHERE refusal IS NULL")


def downgrade() -> None:
    """Everybody is signed out, and needs a new account after the next upgrade."""
    op.execute("DROP TABLE orders_in_hand")
    op.execute("DROP TABLE login_failures")
    op.execute("DROP TABLE sessions")
    op.execute("DROP TABLE accounts")
