"""Releases on their way to a DHIS2. The token that opens it is never kept."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.model.push import PushState
from storage.schema.base import Id, Seconds, metadata, one_of

pushes = Table(
    "pushes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Id, ForeignKey("organisations.id"), nullable=False),
    Column("staff", Id, ForeignKey("staff.id"), nullable=False),
    Column("group_name", String(16), nullable=False),
    Column("period", String(7), nullable=False),
    Column("address", String(300), nullable=False),
    Column("dry", Boolean, nullable=False),
    Column("begun", Seconds, nullable=False),
    Column("until", Seconds, nullable=False),
    Column("state", String(8), nullable=False),
    Column("asking", Boolean, nullable=False, server_default="1"),
    Column("number", Integer, nullable=False, server_default="0"),
    Column("whole", Integer, nullable=False, server_default="0"),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("alone", Boolean),
    one_of("state", [one.value for one in PushState], "pushes_state"),
    UniqueConstraint("group_name", "period", "address", "alone", name="pushes_one_at_a_time"),
    Index("pushes_organisation", "organisation", "id"),
)
"""A dry run or a sending, with how far it is, for 30 days. Who works on it renews `until`; past it nobody does.

`alone` is true while one is on its way and NULL afterwards, since NULLs are no duplicates of each other.
"""
