"""Indexes for narrowed lists: by reception, by end, by clocks that stand still, by who took a case in."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN = "state NOT IN ('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')"
STILL = f"{OPEN} AND due_on IS NULL AND state <> 'waiting'"
LINE = "(coalesce(due_on, 'infinity'::date)), \"case\", item"
ENDED = "ended_at IS NOT NULL AND item <> '' AND clock = 'committed'"
LATE = f"{ENDED} AND NOT provisional AND timezone('Asia/Shanghai', due_on + time '17:30') <= ended_at"

BEFORE = {
    "cases_received": "cases (jurisdiction, received_on)",
    "clocks_ended": f"clocks (jurisdiction, ended_at) WHERE {ENDED}",
}
AFTER = {
    "cases_received": "cases (jurisdiction, received_on, number)",
    "cases_clerk": "cases (clerk, number) WHERE clerk IS NOT NULL",
    "clocks_ended": f'clocks (jurisdiction, ended_at, "case", item) WHERE {ENDED}',
    "clocks_late": f'clocks (jurisdiction, ended_at, "case", item) WHERE {LATE}',
    "items_still": f"items (jurisdiction, {LINE}) WHERE {STILL}",
}


def upgrade() -> None:
    """Two grow by the rest of the order in which their lists stand."""
    for name in BEFORE:
        op.execute(f"DROP INDEX {name}")
    for name, made in AFTER.items():
        op.execute(f"CREATE INDEX {name} ON {made}")


def downgrade() -> None:
    """The lists of an older release sort again."""
    for name in AFTER:
        op.execute(f"DROP INDEX {name}")
    for name, made in BEFORE.items():
        op.execute(f"CREATE INDEX {name} ON {made}")
