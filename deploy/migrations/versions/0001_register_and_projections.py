"""The register with its guard and partitions, the projections, the directory and the boxes."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FIRST_YEAR, LAST_YEAR = 2024, 2035

LIVE_CASE = "state NOT IN ('archived', 'declined', 'delivered', 'terminated', 'withdrawn')"
OPEN_ITEM = "state NOT IN ('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')"

REGISTER = (
    """
    CREATE TABLE register (
        year smallint NOT NULL,
        "case" text NOT NULL,
        seq integer NOT NULL CHECK (seq >= 1),
        jurisdiction text NOT NULL,
        kind text NOT NULL,
        item text,
        at timestamptz NOT NULL,
        entered_at timestamptz NOT NULL,
        by text,
        key text NOT NULL,
        digest text NOT NULL,
        body text NOT NULL,
        previous_hash char(64) NOT NULL,
        hash char(64) NOT NULL,
        PRIMARY KEY (year, "case", seq)
    ) PARTITION BY LIST (year)
    """,
    'CREATE INDEX register_key ON register ("case", key)',
    """
    CREATE FUNCTION register_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '登记簿只能添加，不能 % / the register is insert only: no %', TG_OP, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    # Reaches every partition; a trigger for TRUNCATE does not, so each gets its own below.
    """
    CREATE TRIGGER register_insert_only BEFORE UPDATE OR DELETE ON register
        FOR EACH ROW EXECUTE FUNCTION register_refuses()
    """,
    """
    CREATE TRIGGER register_no_truncate BEFORE TRUNCATE ON register
        FOR EACH STATEMENT EXECUTE FUNCTION register_refuses()
    """,
    """
    CREATE FUNCTION register_add_partition(name text, bound text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF register %s', name, bound);
        EXECUTE format(
            'CREATE TRIGGER register_no_truncate BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION register_refuses()', name);
    END $$
    """,
)

PROJECTIONS = (
    """
    CREATE TABLE cases (
        number text NOT NULL PRIMARY KEY,
        jurisdiction text NOT NULL,
        catalogue text NOT NULL,
        version text NOT NULL,
        rulebook char(64) NOT NULL,
        project_code text NOT NULL,
        project_name text NOT NULL,
        applicant_id text NOT NULL,
        applicant_name text NOT NULL,
        state text NOT NULL,
        outcome text,
        lead text NOT NULL,
        received_on date NOT NULL,
        effective_on date,
        due_on date,
        due_at timestamptz,
        provisional boolean NOT NULL,
        seq integer NOT NULL,
        head char(64) NOT NULL,
        body text NOT NULL
    ) WITH (fillfactor = 80)
    """,
    f"""
    CREATE UNIQUE INDEX cases_live_project ON cases (jurisdiction, project_code, catalogue)
        WHERE {LIVE_CASE}
    """,
    f"CREATE INDEX cases_live_due ON cases (jurisdiction, due_on, number) WHERE {LIVE_CASE}",
    "CREATE INDEX cases_names ON cases USING gin (project_name gin_trgm_ops, applicant_name gin_trgm_ops)",
    "CREATE INDEX cases_applicant ON cases (applicant_id, number)",
    """
    CREATE TABLE items (
        "case" text NOT NULL,
        item text NOT NULL,
        position smallint NOT NULL,
        jurisdiction text NOT NULL,
        department text NOT NULL,
        state text NOT NULL,
        round integer NOT NULL,
        holder text,
        opinion text,
        due_on date,
        provisional boolean NOT NULL,
        body text NOT NULL,
        PRIMARY KEY ("case", item)
    ) WITH (fillfactor = 80)
    """,
    f'CREATE INDEX items_open ON items (jurisdiction, department, due_on, "case", item) WHERE {OPEN_ITEM}',
    f'CREATE INDEX items_holder ON items (holder, due_on, "case", item) WHERE {OPEN_ITEM}',
    """
    CREATE TABLE clocks (
        "case" text NOT NULL,
        item text NOT NULL,
        clock text NOT NULL,
        jurisdiction text NOT NULL,
        started date NOT NULL,
        days integer NOT NULL,
        extension integer NOT NULL,
        unit text NOT NULL,
        due_on date,
        ended_at timestamptz,
        provisional boolean NOT NULL,
        PRIMARY KEY ("case", item, clock)
    )
    """,
    'CREATE INDEX clocks_running ON clocks (jurisdiction, due_on, "case") WHERE ended_at IS NULL',
)

KEPT = (
    """
    CREATE TABLE numbers (
        jurisdiction text NOT NULL,
        year smallint NOT NULL,
        serial bigint NOT NULL,
        key text NOT NULL,
        drawn_at timestamptz NOT NULL,
        PRIMARY KEY (jurisdiction, year, serial),
        CONSTRAINT numbers_key UNIQUE (jurisdiction, key)
    )
    """,
    """
    CREATE TABLE rulebooks (
        digest char(64) NOT NULL PRIMARY KEY,
        jurisdiction text NOT NULL,
        code text NOT NULL,
        version text NOT NULL,
        body text NOT NULL
    )
    """,
    """
    CREATE TABLE people (
        id text NOT NULL PRIMARY KEY,
        jurisdiction text NOT NULL,
        name text NOT NULL,
        department text,
        roles text[] NOT NULL,
        identity text,
        valid boolean NOT NULL,
        sample boolean NOT NULL
    )
    """,
    "CREATE INDEX people_department ON people (jurisdiction, department)",
    """
    CREATE TABLE notices (
        key text NOT NULL PRIMARY KEY,
        jurisdiction text NOT NULL,
        "case" text NOT NULL,
        seq integer NOT NULL,
        kind text NOT NULL,
        "to" text NOT NULL,
        item text,
        at timestamptz NOT NULL,
        delivered_at timestamptz NOT NULL
    )
    """,
    'CREATE INDEX notices_case ON notices ("case", seq)',
    'CREATE INDEX notices_box ON notices (jurisdiction, "to", delivered_at, key)',
)


def upgrade() -> None:
    """Make everything. ``pg_trgm`` is a trusted extension: the database's owner may create it."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for statement in REGISTER:
        op.execute(statement)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        op.execute(f"SELECT register_add_partition('register_{year}', 'FOR VALUES IN ({year})')")
    op.execute("SELECT register_add_partition('register_other', 'DEFAULT')")
    for statement in (*PROJECTIONS, *KEPT):
        op.execute(statement)


def downgrade() -> None:
    """There is nothing before the register; a legal record is not dropped by a command."""
    raise NotImplementedError("登记簿不能通过降级删除 / the register is not dropped by a downgrade")
