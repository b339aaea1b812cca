"""The tables. A row can only be found with a key that is made from an address and a secret outside the database."""

from sqlalchemy import Column, LargeBinary, MetaData, String, Table

metadata = MetaData()

chosen_languages = Table(
    "chosen_languages",
    metadata,
    Column("visitor", LargeBinary(16), primary_key=True),
    Column("language", String(8), nullable=False),
)
"""A visitor's chosen language, by an HMAC of her address: no address, no time, nothing else."""
