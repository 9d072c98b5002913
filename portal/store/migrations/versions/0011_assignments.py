"""Who is responsible for what lapses, whose a report is, and addresses of calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "responsibilities",
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("series", sa.String(length=1000), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_responsibilities_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("path", "series", name=op.f("pk_responsibilities")),
    )
    with op.batch_alter_table("responsibilities") as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibilities_editor_id"), ["editor_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_calendar_feeds_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("editor_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feeds_digest")),
    )
    with op.batch_alter_table("reports") as batch_op:
        batch_op.add_column(sa.Column("assigned_to", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_reports_assigned_to_editors"), "editors", ["assigned_to"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_reports_assigned_to"), ["assigned_to"])


def downgrade() -> None:
    with op.batch_alter_table("reports") as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_assigned_to"))
        batch_op.drop_constraint(batch_op.f("fk_reports_assigned_to_editors"), type_="foreignkey")
        batch_op.drop_column("assigned_to")
    op.drop_table("calendar_feeds")
    with op.batch_alter_table("responsibilities") as batch_op:
        batch_op.drop_index(batch_op.f("ix_responsibilities_editor_id"))
    op.drop_table("responsibilities")
