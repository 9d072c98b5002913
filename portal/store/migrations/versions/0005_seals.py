"""The seal over a draft: what was sent to review, and the day its impact was computed for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.add_column(sa.Column("seal", sa.String(64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sealed_on", sa.Date(), nullable=True))
    with op.batch_alter_table("remarks") as batch_op:
        batch_op.add_column(sa.Column("seal", sa.String(64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sealed", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("remarks") as batch_op:
        batch_op.drop_column("sealed")
        batch_op.drop_column("seal")
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_column("sealed_on")
        batch_op.drop_column("seal")
