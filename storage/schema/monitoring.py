"""What is counted and what was published. Tallies hold no person and no time; what was published is never changed.

The guard, which knows that somebody took part, is a store of its own: storage/guard.py.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.schema import ExecutableDDLElement

from storage.schema.base import ddl, metadata, refusing

MILLION = 1_000_000
"""Epsilons are kept as whole millionths, so that they add up exactly."""
CEILING = 3 * MILLION
"""What all groups together may spend of a person in a quarter."""

tallies = Table(
    "tallies",
    metadata,
    Column("period", String(7), primary_key=True),
    Column("table_name", String(40), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("n", Integer, nullable=False),
    CheckConstraint("n > 0", name="tallies_n"),
    sqlite_with_rowid=False,
)
"""Counters, removed thirty days after their period was released. Without row numbers there is no order of arrival."""

plans = Table(
    "plans",
    metadata,
    Column("group_name", String(16), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("version", String(12), nullable=False),
    Column("budget", Integer, nullable=False),
    Column("body", Text, nullable=False),
    CheckConstraint(f"budget > 0 AND budget <= {CEILING}", name="plans_budget"),
)
"""The plan of a group as it was declared for a period before anything was counted in it; `budget` in millionths."""

generations = Table(
    "generations",
    metadata,
    Column("group_name", String(16), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("mark", String(32), primary_key=True),
)
"""Every guard that a period had, by a random mark: with each that was lost, a person may have counted once more."""

releases = Table(
    "releases",
    metadata,
    Column("group_name", String(16), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("closed", String(10), nullable=False),
    Column("made", String(10), nullable=False),
    Column("plan", String(12), nullable=False),
    Column("generations", Integer, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["group_name", "period"], ["plans.group_name", "plans.period"]),
)
"""What was published: the frozen bytes (bot/monitoring/body.py), their SHA-256, and what lists of them show."""

ledger = Table(
    "ledger",
    metadata,
    Column("group_name", String(16), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("table_name", String(40), primary_key=True),
    Column("epsilon", Integer, nullable=False),
    Column("sensitivity", Integer, nullable=False),
    Column("threshold", Integer, nullable=False),
    CheckConstraint("epsilon > 0", name="ledger_epsilon"),
    ForeignKeyConstraint(["group_name", "period"], ["plans.group_name", "plans.period"]),
)
"""What each published table spent of a person's budget, in millionths; its noise has the scale
sensitivity * 1,000,000 / epsilon.
"""

not_found = Table(
    "not_found",
    metadata,
    Column("period", String(7), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("words", String(120), primary_key=True),
    Column("band", Integer, nullable=False),
    CheckConstraint("band IN (10, 25, 100)", name="not_found_band"),
    sqlite_with_rowid=False,
)
"""Words that ten people or more searched for in a month without finding anything; `band` is their least number."""

EARLIEST = (
    "(CAST(substr({0}, 1, 4) AS INTEGER) * 4 + CASE substr({0}, 6, 1)"
    " WHEN 'Q' THEN CAST(substr({0}, 7, 1) AS INTEGER) - 1"
    " WHEN 'H' THEN CAST(substr({0}, 7, 1) AS INTEGER) * 2 - 2"
    " ELSE (CAST(substr({0}, 6, 2) AS INTEGER) - 1) / 3 END)"
)
"""The first quarter of a period as a whole number, in SQL that both databases read."""
LATEST = f"({EARLIEST} + CASE substr({{0}}, 6, 1) WHEN 'H' THEN 1 ELSE 0 END)"
"""Its last quarter."""
ONE_AT_A_TIME = 5_151_001
"""The number of PostgreSQL's lock for lines of the ledger."""
OVERSPENT = "the privacy budget of this period is spent"
OVER_CEILING = "this would spend more of a person in a quarter than the ceiling"


def _over_budget() -> str:
    """Whether a new line of the ledger spends more than was declared for its group and period."""
    spent = "SELECT SUM(epsilon) FROM ledger WHERE group_name = NEW.group_name AND period = NEW.period"
    declared = "SELECT budget FROM plans WHERE group_name = NEW.group_name AND period = NEW.period"
    return f"NEW.epsilon + COALESCE(({spent}), 0) > COALESCE(({declared}), 0)"


def _over_ceiling() -> str:
    """Whether it spends, with everything else in one of its quarters, more than the ceiling."""
    return " OR ".join(_over_in(quarter.format("NEW.period")) for quarter in (EARLIEST, LATEST))


def _over_in(quarter: str) -> str:
    touching = f"{EARLIEST.format('period')} <= {quarter} AND {LATEST.format('period')} >= {quarter}"
    return f"NEW.epsilon + COALESCE((SELECT SUM(epsilon) FROM ledger WHERE {touching}), 0) > {CEILING}"  # noqa: S608


def _within_budget() -> list[ExecutableDDLElement]:
    """The triggers by which the database refuses a line that spends too much; PostgreSQL lets one at a time ask."""
    budget, ceiling = _over_budget(), _over_ceiling()
    checks = "".join(
        f"IF {condition} THEN RAISE EXCEPTION '{reason}'; END IF; "
        for condition, reason in ((budget, OVERSPENT), (ceiling, OVER_CEILING))
    )
    return [
        ddl(
            "CREATE TRIGGER ledger_within_budget BEFORE INSERT ON ledger BEGIN "
            f"SELECT RAISE(ABORT, '{OVERSPENT}') WHERE {budget}; "
            f"SELECT RAISE(ABORT, '{OVER_CEILING}') WHERE {ceiling}; END",
            "sqlite",
        ),
        ddl(
            "CREATE FUNCTION ledger_within_budget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM pg_advisory_xact_lock({ONE_AT_A_TIME}); {checks}RETURN NEW; END $$",
            "postgresql",
        ),
        ddl(
            "CREATE TRIGGER ledger_within_budget BEFORE INSERT ON ledger "
            "FOR EACH ROW EXECUTE FUNCTION ledger_within_budget()",
            "postgresql",
        ),
    ]


def _for_good(table: Table) -> list[ExecutableDDLElement]:
    """Triggers by which the database refuses to change, remove or replace rows of a table.

    SQLite removes the rows that INSERT OR REPLACE replaces without asking the triggers on DELETE, PostgreSQL those of
    TRUNCATE; so both are refused by themselves.
    """
    name = table.name
    reason = f"{name}: what is written here is never changed"
    same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
    return [
        *refusing(name, "UPDATE", reason),
        *refusing(name, "DELETE", reason),
        ddl(
            f"CREATE TRIGGER {name}_never_replaced BEFORE INSERT ON {name} "  # noqa: S608  # constants alone
            f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{reason}'); END",
            "sqlite",
        ),
        ddl(
            f"CREATE TRIGGER {name}_never_truncated BEFORE TRUNCATE ON {name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_never_delete()",
            "postgresql",
        ),
    ]


for _table in (plans, releases, ledger, generations):
    for _ddl in _for_good(_table):
        event.listen(_table, "after_create", _ddl)
for _ddl in _within_budget():
    event.listen(ledger, "after_create", _ddl)
