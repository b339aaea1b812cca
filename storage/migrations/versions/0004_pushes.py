"""Releases on their way to a DHIS2: how far each is, for every process of the service."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "pushes",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("staff", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("group_name", sa.String(16), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asking", sa.Boolean(), nullable=False, server_default="1"),
        sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("whole", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("outcome", sa.Text(), nullable=False, server_default=""),
        sa.Column("alone", sa.Boolean()),
        sa.CheckConstraint("state IN ('going', 'done', 'refused', 'broken')", name="pushes_state"),
        sa.UniqueConstraint("group_name", "period", "address", "alone", name="pushes_one_at_a_time"),
    )
    op.create_index("pushes_organisation", "pushes", ["organisation", "id"])
