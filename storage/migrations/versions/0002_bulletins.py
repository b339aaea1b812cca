"""Subscriptions, staff, bulletins and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSED = [
    ("audit", "UPDATE", "the audit record is never changed"),
    ("audit", "DELETE", "the audit record is never removed"),
    ("deliveries", "DELETE", "a delivery is never removed"),
]
"""What the database itself refuses."""


def upgrade() -> None:
    """Create the tables, and the triggers that keep records as they are."""
    op.create_table(
        "attempts",
        sa.Column("key", sa.LargeBinary(16), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("organisation", ID, nullable=False),
        sa.Column("staff", ID, nullable=False),
        sa.Column("door", sa.String(8), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False, server_default=""),
        sa.Column("detail", sa.Text(), nullable=False, server_default="{}"),
        sa.CheckConstraint("door IN ('desk', 'chat', 'api', 'command')", name="audit_door"),
    )
    op.create_index("audit_organisation", "audit", ["organisation", "id"])
    op.create_table(
        "leaders",
        sa.Column("work", sa.String(16), primary_key=True),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "organisations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slug", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("countries", sa.String(400), nullable=False, server_default=","),
        sa.Column("languages", sa.String(80), nullable=False, server_default=","),
        sa.Column("topics", sa.String(600), nullable=False, server_default=","),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("visitor", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("organisation", ID, nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("rhythm", sa.String(8), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False, server_default=""),
        sa.Column("home", sa.String(2), nullable=False, server_default=""),
        sa.Column("occupation", sa.String(4), nullable=False, server_default=""),
        sa.Column("destinations", sa.String(400), nullable=False, server_default=","),
        sa.Column("topics", sa.String(600), nullable=False, server_default=","),
        sa.Column("seen", sa.String(7), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False, server_default="0"),
        sa.CheckConstraint("kind IN ('person', 'group')", name="subscriptions_kind"),
        sa.CheckConstraint("rhythm IN ('now', 'weekly')", name="subscriptions_rhythm"),
    )
    op.create_index("subscriptions_language", "subscriptions", ["language"])
    op.create_table(
        "attachments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media", sa.String(40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("telegram", sa.String(200), nullable=False, server_default=""),
    )
    op.create_table(
        "invitations",
        sa.Column("token", sa.LargeBinary(32), primary_key=True),
        sa.Column("organisation", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("login", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role IN ('officer', 'editor', 'administrator')", name="invitations_role"),
    )
    op.create_table(
        "staff",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("login", sa.String(120), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False, server_default="en"),
        sa.Column("passphrase", sa.String(200), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("recovery", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("chat", sa.LargeBinary(16), nullable=True, unique=True),
        sa.Column("chat_address", sa.LargeBinary(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role IN ('officer', 'editor', 'administrator')", name="staff_role"),
    )
    op.create_table(
        "bulletins",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("author", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("released_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("released", sa.BigInteger(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("urgent", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("resend_unknown", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("show_until", sa.BigInteger(), nullable=False),
        sa.Column("send_at", sa.BigInteger(), nullable=True),
        sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"),
        sa.Column("attachment", ID, sa.ForeignKey("attachments.id"), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("people", sa.Integer(), nullable=False, server_default="0"),
        sa.CheckConstraint("state IN ('draft', 'scheduled', 'released', 'withdrawn', 'ended')", name="bulletins_state"),
    )
    op.create_index("bulletins_organisation", "bulletins", ["organisation", "id"])
    op.create_index("bulletins_state", "bulletins", ["state", "send_at"])
    op.create_table(
        "links",
        sa.Column("token", sa.LargeBinary(32), primary_key=True),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("purpose IN ('chat', 'group')", name="links_purpose"),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.LargeBinary(32), primary_key=True),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )
    op.create_index("sessions_staff", "sessions", ["staff"])
    op.create_table(
        "tokens",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "bulletin_versions",
        sa.Column("bulletin", ID, sa.ForeignKey("bulletins.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("later", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("by", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", ID, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("approved", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, primary_key=True),
        sa.Column("bulletin", ID, sa.ForeignKey("bulletins.id"), nullable=False),
        sa.Column("visitor", sa.LargeBinary(16), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False, server_default=""),
        sa.Column("held", sa.String(8), nullable=False, server_default=""),
        sa.Column("language", sa.String(8), nullable=False, server_default=""),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.Column("sent", sa.BigInteger(), nullable=True),
        sa.Column("task", sa.String(10), nullable=False, server_default=""),
        sa.Column("due", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease", sa.BigInteger(), nullable=False, server_default="0"),
        sa.UniqueConstraint("bulletin", "visitor", name="deliveries_one_copy"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'delivered', 'blocked', 'failed', 'skipped', 'withdrawn', 'unknown')",
            name="deliveries_state",
        ),
        sa.CheckConstraint("task IN ('', 'edit', 'withdraw')", name="deliveries_task"),
    )
    op.create_index("deliveries_books", "deliveries", ["bulletin", "state", "reason"])
    op.create_index("deliveries_visitor", "deliveries", ["visitor"])
    op.create_index("deliveries_work", "deliveries", ["bulletin", "task", "state", "due", "id"])
    op.create_table(
        "replies",
        sa.Column("token", ID, sa.ForeignKey("tokens.id"), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("request", sa.LargeBinary(32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
    )
    for table, verb, reason in REFUSED:
        _refuse(table, verb, reason)


def _refuse(table: str, verb: str, reason: str) -> None:
    name = f"{table}_never_{verb.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{reason}'); END")
        return
    raising = f"BEGIN RAISE EXCEPTION '{reason}'; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
