"""What may be kept about a visitor. Rows are found with a key made from her address and a secret kept elsewhere."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, String, Table

from storage.schema.base import Id, metadata, one_of

chosen_languages = Table(
    "chosen_languages",
    metadata,
    Column("visitor", LargeBinary(16), primary_key=True),
    Column("language", String(8), nullable=False),
)
"""A visitor's chosen language, by an HMAC of her address: no address, no time, nothing else."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("visitor", LargeBinary(16), nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("organisation", Id, nullable=True),
    Column("language", String(8), nullable=False),
    Column("rhythm", String(8), nullable=False),
    Column("zone", String(64), nullable=False, server_default=""),
    Column("home", String(2), nullable=False, server_default=""),
    Column("occupation", String(4), nullable=False, server_default=""),
    Column("destinations", String(400), nullable=False, server_default=","),
    Column("topics", String(600), nullable=False, server_default=","),
    Column("seen", String(7), nullable=False),
    Column("asked", Boolean, nullable=False, server_default="0"),
    one_of("kind", ("person", "group"), "subscriptions_kind"),
    one_of("rhythm", ("now", "weekly"), "subscriptions_rhythm"),
    Index("subscriptions_language", "language"),
)
"""A wish to get bulletins, the only reason to keep an address.

`address` is encrypted with a key outside the database. `destinations` and `topics` are sets as text with a comma
around each value (`,DE,GB,`), `,` for all. `seen` is the month (YYYY-MM) in which she last did something, no finer;
`asked` that she was asked whether she still wants bulletins. A `group` belongs to the organisation whose officer linked
it and gets only that one's bulletins.
"""

uncounted = Table(
    "uncounted",
    metadata,
    Column("visitor", LargeBinary(16), primary_key=True),
    sqlite_with_rowid=False,
)
"""Visitors who turned the counting of use off, by the same HMAC as their language; nothing else is kept."""
