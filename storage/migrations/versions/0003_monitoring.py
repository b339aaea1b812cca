"""Tallies, plans, releases and the ledger; visitors who turned the counting of use off."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FOR_GOOD = {
    "plans": ("group_name", "period"),
    "releases": ("group_name", "period"),
    "ledger": ("group_name", "period", "table_name"),
    "generations": ("group_name", "period", "mark"),
}
"""Tables whose rows the database itself never changes, removes or replaces, with what is unique in them."""
EARLIEST = (
    "(CAST(substr({0}, 1, 4) AS INTEGER) * 4 + CASE substr({0}, 6, 1)"
    " WHEN 'Q' THEN CAST(substr({0}, 7, 1) AS INTEGER) - 1"
    " WHEN 'H' THEN CAST(substr({0}, 7, 1) AS INTEGER) * 2 - 2"
    " ELSE (CAST(substr({0}, 6, 2) AS INTEGER) - 1) / 3 END)"
)
LATEST = f"({EARLIEST} + CASE substr({{0}}, 6, 1) WHEN 'H' THEN 1 ELSE 0 END)"
OVERSPENT = "the privacy budget of this period is spent"
OVER_CEILING = "this would spend more of a person in a quarter than the ceiling"


def upgrade() -> None:
    """Create the tables, and the triggers that keep what was published and what was spent as it is."""
    op.create_table(
        "tallies",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("table_name", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name="tallies_n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plans",
        sa.Column("group_name", sa.String(16), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("budget > 0 AND budget <= 3000000", name="plans_budget"),
    )
    op.create_table(
        "generations",
        sa.Column("group_name", sa.String(16), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("mark", sa.String(32), primary_key=True),
    )
    op.create_table(
        "releases",
        sa.Column("group_name", sa.String(16), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("closed", sa.String(10), nullable=False),
        sa.Column("made", sa.String(10), nullable=False),
        sa.Column("plan", sa.String(12), nullable=False),
        sa.Column("generations", sa.Integer(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_name", "period"], ["plans.group_name", "plans.period"]),
    )
    op.create_table(
        "ledger",
        sa.Column("group_name", sa.String(16), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("table_name", sa.String(40), primary_key=True),
        sa.Column("epsilon", sa.Integer(), nullable=False),
        sa.Column("sensitivity", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.CheckConstraint("epsilon > 0", name="ledger_epsilon"),
        sa.ForeignKeyConstraint(["group_name", "period"], ["plans.group_name", "plans.period"]),
    )
    op.create_table(
        "not_found",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("words", sa.String(120), primary_key=True),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.CheckConstraint("band IN (10, 25, 100)", name="not_found_band"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "uncounted",
        sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
        sqlite_with_rowid=False,
    )
    lite = op.get_bind().dialect.name == "sqlite"
    for table, unique in FOR_GOOD.items():
        for statement in (_for_good_sqlite if lite else _for_good_postgresql)(table, unique):
            op.execute(statement)
    for statement in _within_budget_sqlite() if lite else _within_budget_postgresql():
        op.execute(statement)


def _reason(table: str) -> str:
    return f"{table}: what is written here is never changed"


def _for_good_sqlite(table: str, unique: tuple[str, ...]) -> list[str]:
    raising = f"BEGIN SELECT RAISE(ABORT, '{_reason(table)}'); END"
    same = " AND ".join(f"{column} = NEW.{column}" for column in unique)
    return [
        *(
            f"CREATE TRIGGER {table}_never_{verb.lower()} BEFORE {verb} ON {table} {raising}"
            for verb in ("UPDATE", "DELETE")
        ),
        f"CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table} "  # noqa: S608  # constants alone
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {raising}",
    ]


def _for_good_postgresql(table: str, unique: tuple[str, ...]) -> list[str]:
    statements = []
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_never_{verb.lower()}"
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_reason(table)}'; END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return [
        *statements,
        f"CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_delete()",
    ]


def _conditions() -> list[tuple[str, str]]:
    """What a new line of the ledger may not do, and how it is told."""
    spent = "SELECT SUM(epsilon) FROM ledger WHERE group_name = NEW.group_name AND period = NEW.period"
    declared = "SELECT budget FROM plans WHERE group_name = NEW.group_name AND period = NEW.period"
    over_budget = f"NEW.epsilon + COALESCE(({spent}), 0) > COALESCE(({declared}), 0)"
    return [
        (over_budget, OVERSPENT),
        (" OR ".join(_over_in(one.format("NEW.period")) for one in (EARLIEST, LATEST)), OVER_CEILING),
    ]


def _over_in(quarter: str) -> str:
    touching = f"{EARLIEST.format('period')} <= {quarter} AND {LATEST.format('period')} >= {quarter}"
    return f"NEW.epsilon + COALESCE((SELECT SUM(epsilon) FROM ledger WHERE {touching}), 0) > 3000000"  # noqa: S608


def _within_budget_sqlite() -> list[str]:
    checks = "".join(f"SELECT RAISE(ABORT, '{reason}') WHERE {wrong}; " for wrong, reason in _conditions())
    return [f"CREATE TRIGGER ledger_within_budget BEFORE INSERT ON ledger BEGIN {checks}END"]


def _within_budget_postgresql() -> list[str]:
    checks = "".join(f"IF {wrong} THEN RAISE EXCEPTION '{reason}'; END IF; " for wrong, reason in _conditions())
    return [
        "CREATE FUNCTION ledger_within_budget() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_advisory_xact_lock(5151001); {checks}RETURN NEW; END $$",
        "CREATE TRIGGER ledger_within_budget BEFORE INSERT ON ledger "
        "FOR EACH ROW EXECUTE FUNCTION ledger_within_budget()",
    ]
