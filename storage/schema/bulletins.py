"""Bulletins with their versions and approvals, and one delivery for each person of a frozen audience."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from bot.model.bulletin import BulletinState, DeliveryState, Task
from storage.schema.base import Id, Seconds, metadata, one_of, refusing

attachments = Table(
    "attachments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Id, ForeignKey("organisations.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("media", String(40), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("telegram", String(200), nullable=False, server_default=""),
)
"""A picture or PDF, checked by its content. `telegram` is Telegram's file_id once it was sent."""

bulletins = Table(
    "bulletins",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Id, ForeignKey("organisations.id"), nullable=False),
    Column("code", String(12), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    Column("state", String(12), nullable=False),
    Column("author", Id, ForeignKey("staff.id"), nullable=False),
    Column("created", Seconds, nullable=False),
    Column("changed", Seconds, nullable=False),
    Column("version", Integer, nullable=False),
    Column("released_version", Integer, nullable=False, server_default="0"),
    Column("released", Seconds, nullable=True),
    Column("audience", Text, nullable=False),
    Column("missing", Text, nullable=False, server_default="{}"),
    Column("urgent", Boolean, nullable=False, server_default="0"),
    Column("resend_unknown", Boolean, nullable=False, server_default="0"),
    Column("show_until", Seconds, nullable=False),
    Column("send_at", Seconds, nullable=True),
    Column("zone", String(64), nullable=False, server_default="UTC"),
    Column("attachment", Id, ForeignKey("attachments.id"), nullable=True),
    Column("stopped", Boolean, nullable=False, server_default="0"),
    Column("people", Integer, nullable=False, server_default="0"),
    one_of("state", [one.value for one in BulletinState], "bulletins_state"),
    Index("bulletins_organisation", "organisation", "id"),
    Index("bulletins_state", "state", "send_at"),
)
"""A bulletin. `audience` and `missing` are JSON (bot.model.bulletin), `version` the newest text, `released_version` the
one that stands in the chats and on the pages, `people` the size of the frozen audience.
"""

versions = Table(
    "bulletin_versions",
    metadata,
    Column("bulletin", Id, ForeignKey("bulletins.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("texts", Text, nullable=False),
    Column("later", Text, nullable=False, server_default="{}"),
    Column("by", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Seconds, nullable=False),
    Column("approved_by", Id, ForeignKey("staff.id"), nullable=True),
    Column("approved", Seconds, nullable=True),
)
"""One version's texts as JSON: language to {text, of}; `of` is the version whose wording a translation was made from.
`later` is what a correction changes beside the words, as JSON; it takes effect with its release and not before. An
approval belongs to one version: a new version has none.
"""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("bulletin", Id, ForeignKey("bulletins.id"), nullable=False),
    Column("visitor", LargeBinary(16), nullable=True),
    Column("state", String(10), nullable=False),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("held", String(8), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("message", LargeBinary, nullable=True),
    Column("sent", Seconds, nullable=True),
    Column("task", String(10), nullable=False, server_default=""),
    Column("due", Seconds, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("lease", Seconds, nullable=False, server_default="0"),
    one_of("state", [one.value for one in DeliveryState], "deliveries_state"),
    one_of("task", ["", *(one.value for one in Task)], "deliveries_task"),
    UniqueConstraint("bulletin", "visitor", name="deliveries_one_copy"),
    Index("deliveries_work", "bulletin", "task", "state", "due", "id"),
    Index("deliveries_books", "bulletin", "state", "reason"),
    Index("deliveries_visitor", "visitor"),
)
"""One bulletin for one person. Rows are never removed, so the states always sum to the frozen audience.

`held` is the language whose translation it waits for. `message` is the encrypted message id, there until the bulletin
ends. `task` is what still has to happen to a delivered one: edit to the released version, or withdraw. `due` is when it
may be tried next, `lease` until when somebody works on it.
"""

leaders = Table(
    "leaders",
    metadata,
    Column("work", String(16), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("until", Seconds, nullable=False),
)
"""Who does work that only one process may do (deliver, close periods), and until when unless the lease is renewed."""

for _ddl in refusing("deliveries", "DELETE", "a delivery is never removed"):
    event.listen(deliveries, "after_create", _ddl)
