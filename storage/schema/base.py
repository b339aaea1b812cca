"""What the tables have in common: the metadata, numbers that count up, closed lists, and rows that never change."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, CheckConstraint, Integer, MetaData
from sqlalchemy.schema import DDL

metadata = MetaData()

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A number that counts up by itself; SQLite does that for its own INTEGER only."""
Seconds = BigInteger
"""A moment: whole seconds since 1970, UTC."""


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    """Only these values may stand in a column."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def refusing(table: str, verb: str, reason: str) -> list[DDL]:
    """Triggers by which the database itself refuses to change (`UPDATE`) or remove (`DELETE`) rows of a table."""
    name = f"{table}_never_{verb.lower()}"
    return [
        DDL(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{reason}'); END").execute_if(
            dialect="sqlite"
        ),
        DDL(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{reason}'; END $$"
        ).execute_if(dialect="postgresql"),
        DDL(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()").execute_if(
            dialect="postgresql"
        ),
    ]
