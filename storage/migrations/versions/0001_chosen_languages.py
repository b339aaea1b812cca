"""The languages that visitors chose."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "chosen_languages",
        sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
    )
