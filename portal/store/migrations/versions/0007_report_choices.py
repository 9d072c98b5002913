"""What a counter said, as choices, and when it said so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reports") as batch_op:
        batch_op.add_column(sa.Column("said", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("told", sa.String(20), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("reports") as batch_op:
        batch_op.drop_column("told")
        batch_op.drop_column("said")
