"""Releases put back into force by one person, until another has confirmed or undone it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rollbacks",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("taken_out", sa.Integer(), nullable=False),
        sa.Column("content_of", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("undone_by_release", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.number"], name=op.f("fk_rollbacks_release_releases")
        ),
        sa.ForeignKeyConstraint(
            ["taken_out"], ["releases.number"], name=op.f("fk_rollbacks_taken_out_releases")
        ),
        sa.ForeignKeyConstraint(
            ["content_of"], ["releases.number"], name=op.f("fk_rollbacks_content_of_releases")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_release"],
            ["releases.number"],
            name=op.f("fk_rollbacks_undone_by_release_releases"),
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_rollbacks_editor_id_editors")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["editors.id"], name=op.f("fk_rollbacks_settled_by_editors")
        ),
        sa.PrimaryKeyConstraint("release", name=op.f("pk_rollbacks")),
    )
    with op.batch_alter_table("rollbacks") as batch_op:
        batch_op.create_index(batch_op.f("ix_rollbacks_state"), ["state"])


def downgrade() -> None:
    with op.batch_alter_table("rollbacks") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rollbacks_state"))
    op.drop_table("rollbacks")
