"""Browsers from which administrators have signed in before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_known_browsers_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browsers")),
    )
    with op.batch_alter_table("known_browsers") as batch_op:
        batch_op.create_index(batch_op.f("ix_known_browsers_digest"), ["digest"])
        batch_op.create_index(batch_op.f("ix_known_browsers_editor_id"), ["editor_id"])


def downgrade() -> None:
    with op.batch_alter_table("known_browsers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_known_browsers_editor_id"))
        batch_op.drop_index(batch_op.f("ix_known_browsers_digest"))
    op.drop_table("known_browsers")
