"""All tables by name; each room's stand in a file of storage/schema/."""

from storage.schema.base import metadata
from storage.schema.bulletins import attachments, bulletins, deliveries, leaders, versions
from storage.schema.monitoring import generations, ledger, not_found, plans, releases, tallies
from storage.schema.pushes import pushes
from storage.schema.staff import (
    attempts,
    audit,
    invitations,
    links,
    organisations,
    replies,
    sessions,
    staff,
    tokens,
)
from storage.schema.visitors import chosen_languages, subscriptions, uncounted

__all__ = [
    "attachments",
    "attempts",
    "audit",
    "bulletins",
    "chosen_languages",
    "deliveries",
    "generations",
    "invitations",
    "leaders",
    "ledger",
    "links",
    "metadata",
    "not_found",
    "organisations",
    "plans",
    "pushes",
    "releases",
    "replies",
    "sessions",
    "staff",
    "subscriptions",
    "tallies",
    "tokens",
    "uncounted",
    "versions",
]
