"""Indexes in the order of the lists: by working time left, what stands still last."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LIVE = "state NOT IN ('archived', 'declined', 'delivered', 'terminated', 'withdrawn')"
OPEN = "state NOT IN ('cancelled', 'concluded', 'deemed', 'not-involved', 'reused')"
DUE = "coalesce(due_on, 'infinity'::date)"
LINE = f'({DUE}), "case", item'

BEFORE = {
    "cases_live_due": f"cases (jurisdiction, due_on, number) WHERE {LIVE}",
    "items_open": f'items (jurisdiction, department, due_on, "case", item) WHERE {OPEN}',
    "items_holder": f'items (holder, due_on, "case", item) WHERE {OPEN}',
}
AFTER = {
    "cases_live_due": f"cases (jurisdiction, ({DUE}), number) WHERE {LIVE}",
    "cases_due": f"cases (jurisdiction, ({DUE}), number)",
    "cases_state": f"cases (jurisdiction, state, ({DUE}), number)",
    "cases_concerned": "cases USING gin (concerned)",
    "items_open": f"items (jurisdiction, department, {LINE}) WHERE {OPEN}",
    "items_due": f"items (jurisdiction, {LINE}) WHERE {OPEN}",
    "items_level": f"items (jurisdiction, department, state, {LINE}) WHERE {OPEN}",
    "items_negative": f"items (jurisdiction, {LINE}) WHERE state = 'negative-filing'",
    "items_holder": f"items (holder, {LINE}) WHERE {OPEN}",
}


def upgrade() -> None:
    """Three take the place of indexes over the bare day, by which no list could be read off."""
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
