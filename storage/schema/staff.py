"""Staff, their organisations, how they sign in, and the record of what they did."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, event

from storage.schema.base import Id, Seconds, metadata, one_of, refusing

ROLES = ("officer", "editor", "administrator")

organisations = Table(
    "organisations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("countries", String(400), nullable=False, server_default=","),
    Column("languages", String(80), nullable=False, server_default=","),
    Column("topics", String(600), nullable=False, server_default=","),
)
"""A union or other body. `countries`, `languages`, `topics` bound what its staff may send (`,` for all)."""

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Id, ForeignKey("organisations.id"), nullable=False),
    Column("login", String(120), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(8), nullable=False, server_default="en"),
    Column("passphrase", String(200), nullable=False),
    Column("totp", LargeBinary, nullable=False),
    Column("totp_step", Integer, nullable=False, server_default="0"),
    Column("recovery", Text, nullable=False, server_default="[]"),
    Column("chat", LargeBinary(16), nullable=True, unique=True),
    Column("chat_address", LargeBinary, nullable=True),
    Column("disabled", Boolean, nullable=False, server_default="0"),
    Column("created", Seconds, nullable=False),
    one_of("role", ROLES, "staff_role"),
)
"""Somebody who signs in. `passphrase` is an argon2id hash, `totp` the sealed secret of the authenticator, `totp_step`
the last time step that was used (a code works once), `recovery` hashes of unused recovery codes as JSON, `chat` the key
and `chat_address` the encrypted address of the linked chat.
"""

invitations = Table(
    "invitations",
    metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("organisation", Id, ForeignKey("organisations.id"), nullable=False),
    Column("login", String(120), nullable=False),
    Column("name", String(120), nullable=False),
    Column("role", String(16), nullable=False),
    Column("expires", Seconds, nullable=False),
    one_of("role", ROLES, "invitations_role"),
)
"""An open invitation, by the SHA-256 of its token; gone once it is used."""

sessions = Table(
    "sessions",
    metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("staff", Id, ForeignKey("staff.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created", Seconds, nullable=False),
    Column("seen", Seconds, nullable=False),
    Index("sessions_staff", "staff"),
)
"""A signed-in browser, by the SHA-256 of its token."""

attempts = Table(
    "attempts",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", Seconds, nullable=False),
)
"""Wrong attempts to sign in, by an HMAC of the login or of the network address."""

links = Table(
    "links",
    metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("staff", Id, ForeignKey("staff.id"), nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("expires", Seconds, nullable=False),
    one_of("purpose", ("chat", "group"), "links_purpose"),
)
"""A code that a member of staff types in a chat to link it, by the SHA-256 of the code; it works once, for minutes."""

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Seconds, nullable=False),
    Column("organisation", Id, nullable=False),
    Column("staff", Id, nullable=False),
    Column("door", String(8), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default="{}"),
    one_of("door", ("desk", "chat", "api", "command"), "audit_door"),
    Index("audit_organisation", "organisation", "id"),
)
"""Who did what, when, through which door. Never changed, never removed, and never about a visitor."""

tokens = Table(
    "tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Id, ForeignKey("organisations.id"), nullable=False),
    Column("staff", Id, ForeignKey("staff.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", String(200), nullable=False),
    Column("created", Seconds, nullable=False),
    Column("used", Seconds, nullable=True),
    Column("revoked", Seconds, nullable=True),
)
"""A token for a union's programs, by its SHA-256; it acts for the staff who made it. `scopes`: `,read,write,`."""

replies = Table(
    "replies",
    metadata,
    Column("token", Id, ForeignKey("tokens.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Seconds, nullable=False),
)
"""What a request with an Idempotency-Key was answered, kept for 30 days."""

for _ddl in [
    *refusing("audit", "UPDATE", "the audit record is never changed"),
    *refusing("audit", "DELETE", "the audit record is never removed"),
]:
    event.listen(audit, "after_create", _ddl)
