"""What the tables have in common: the metadata, numbers that count up, closed lists, and rows that never change."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Integer, MetaData
from sqlalchemy.schema import DDL, ExecutableDDLElement

metadata = MetaData()

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A number that counts up by itself; SQLite does that for its own INTEGER only."""
Seconds = BigInteger
"""A moment: whole seconds since 1970, UTC."""


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    """Only these values may stand in a column."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def inserted(key: Any) -> int:
    """The number that a new row got."""
    return int(key[0])


def refusing(table: str, verb: str, reason: str) -> list[ExecutableDDLElement]:
    """Triggers by which the database itself refuses to change (`UPDATE`) or remove (`DELETE`) rows of a table."""
    name = f"{table}_never_{verb.lower()}"
    raising = f"BEGIN RAISE EXCEPTION '{reason}'; END"
    return [
        ddl(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{reason}'); END", "sqlite"),
        ddl(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$", "postgresql"),
        ddl(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()", "postgresql"),
    ]


def ddl(statement: str, dialect: str) -> ExecutableDDLElement:
    """A statement that is carried out on one kind of database only."""
    made: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    return made.execute_if(dialect=dialect)
