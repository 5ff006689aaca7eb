"""Administration on the desk: what was changed by whom, files looked at, previews, plans, reorganisations."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE desk_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        jurisdiction text,
        by text,
        act text NOT NULL,
        about text NOT NULL,
        facts text NOT NULL
    )
    """,
    "CREATE INDEX desk_log_about ON desk_log (act, about, id)",
    """
    CREATE FUNCTION desk_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '管理记录只能添加，不能 % / the desk log is insert only: no %', TG_OP, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TRIGGER desk_log_insert_only BEFORE UPDATE OR DELETE ON desk_log
        FOR EACH ROW EXECUTE FUNCTION desk_log_refuses()
    """,
    """
    CREATE TRIGGER desk_log_no_truncate BEFORE TRUNCATE ON desk_log
        FOR EACH STATEMENT EXECUTE FUNCTION desk_log_refuses()
    """,
    """
    CREATE TABLE desk_drafts (
        id char(32) NOT NULL PRIMARY KEY,
        kind text NOT NULL,
        jurisdiction text NOT NULL,
        name text NOT NULL,
        content text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX desk_drafts_at ON desk_drafts (at)",
    """
    CREATE TABLE calendar_previews (
        draft char(32) NOT NULL PRIMARY KEY,
        standing char(64) NOT NULL,
        made_on date NOT NULL,
        begun_at timestamptz NOT NULL,
        after text NOT NULL,
        looked_at integer NOT NULL,
        cases integer NOT NULL,
        moved integer NOT NULL,
        elsewhere integer NOT NULL,
        done_at timestamptz
    )
    """,
    """
    CREATE TABLE calendar_moves (
        draft char(32) NOT NULL,
        "case" text NOT NULL,
        position integer NOT NULL,
        project text NOT NULL,
        whose_zh text NOT NULL,
        whose_en text NOT NULL,
        before date,
        after date,
        why_zh text NOT NULL,
        why_en text NOT NULL,
        PRIMARY KEY (draft, "case", position)
    )
    """,
    """
    CREATE TABLE people_plans (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person text NOT NULL,
        jurisdiction text NOT NULL,
        first_day date NOT NULL,
        body text NOT NULL,
        by text NOT NULL,
        planned_at timestamptz NOT NULL,
        ended_at timestamptz,
        refused_zh text,
        refused_en text
    )
    """,
    "CREATE INDEX people_plans_person ON people_plans (person, first_day)",
    """
    CREATE TABLE reorganisations (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        jurisdiction text NOT NULL,
        department text NOT NULL,
        successor text NOT NULL,
        command text NOT NULL,
        person text NOT NULL,
        begun_at timestamptz NOT NULL,
        after text NOT NULL,
        looked_at integer NOT NULL,
        moved integer NOT NULL,
        refused text NOT NULL,
        done_at timestamptz
    )
    """,
)


def upgrade() -> None:
    """Nothing stands there yet; every password stays good, save that of who is made to change it."""
    for statement in TABLES:
        op.execute(statement)
    op.execute("ALTER TABLE accounts ADD COLUMN must_change boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """What was changed by whom is lost, save for what people, catalogues and calendars keep themselves."""
    op.execute("ALTER TABLE accounts DROP COLUMN must_change")
    for table in (
        "reorganisations",
        "people_plans",
        "calendar_moves",
        "calendar_previews",
        "desk_drafts",
        "desk_log",
    ):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION desk_log_refuses()")
