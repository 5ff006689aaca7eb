"""Messages: read marks, addresses of persons, and what is sent to them outside of the desk."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE message_readers (
        person text NOT NULL PRIMARY KEY REFERENCES people (id),
        read_until timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE message_marks (
        person text NOT NULL REFERENCES people (id),
        notice text NOT NULL REFERENCES notices (key),
        read_at timestamptz NOT NULL,
        PRIMARY KEY (person, notice)
    )
    """,
    """
    CREATE TABLE message_addresses (
        person text NOT NULL PRIMARY KEY REFERENCES people (id),
        mail text,
        mail_confirmed_at timestamptz,
        mail_wanted boolean NOT NULL,
        chat text,
        chat_wanted boolean NOT NULL,
        code_hash char(64),
        code_sent_at timestamptz,
        code_tries integer NOT NULL
    )
    """,
    """
    CREATE TABLE message_deliveries (
        id char(32) NOT NULL PRIMARY KEY,
        notice text NOT NULL REFERENCES notices (key),
        channel text NOT NULL,
        recipient text NOT NULL,
        state text NOT NULL,
        attempts integer NOT NULL,
        next_try timestamptz NOT NULL,
        claimed_at timestamptz,
        ended_at timestamptz,
        reason text
    )
    """,
    "CREATE INDEX message_deliveries_waiting ON message_deliveries (next_try) WHERE state = 'waiting'",
    "CREATE INDEX message_deliveries_sending ON message_deliveries (claimed_at) WHERE state = 'sending'",
    """
    CREATE INDEX message_deliveries_failed ON message_deliveries (ended_at)
        WHERE state IN ('dead', 'unknown')
    """,
    "CREATE INDEX message_deliveries_notice ON message_deliveries (notice)",
    "CREATE INDEX message_deliveries_recipient ON message_deliveries (recipient, ended_at)",
)


def upgrade() -> None:
    """What is in the boxes already counts as handed out: nobody gets mail about the past."""
    op.execute("ALTER TABLE notices ADD COLUMN handed_out_at timestamptz DEFAULT now()")
    op.execute("ALTER TABLE notices ALTER COLUMN handed_out_at DROP DEFAULT")
    op.execute("CREATE INDEX notices_to_hand_out ON notices (delivered_at) WHERE handed_out_at IS NULL")
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Addresses and read marks are lost; the messages stay in their boxes."""
    for table in ("message_deliveries", "message_addresses", "message_marks", "message_readers"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX notices_to_hand_out")
    op.execute("ALTER TABLE notices DROP COLUMN handed_out_at")
