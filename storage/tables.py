"""All tables by name; each room's stand in a file of storage/schema/."""

from storage.schema.base import metadata
from storage.schema.bulletins import attachments, bulletins, deliveries, leaders, versions
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
from storage.schema.visitors import chosen_languages, subscriptions

__all__ = [
    "attachments",
    "attempts",
    "audit",
    "bulletins",
    "chosen_languages",
    "deliveries",
    "invitations",
    "leaders",
    "links",
    "metadata",
    "organisations",
    "replies",
    "sessions",
    "staff",
    "subscriptions",
    "tokens",
    "versions",
]
