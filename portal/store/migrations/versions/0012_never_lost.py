"""Steps of drafts that can be undone, remarks at fields, forms of new items while typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_steps_draft_id_drafts")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_draft_steps_editor_id_editors")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["editors.id"], name=op.f("fk_draft_steps_undone_by_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_steps")),
    )
    with op.batch_alter_table("draft_steps") as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_steps_draft_id"), ["draft_id"])
    op.create_table(
        "step_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["draft_steps.id"], name=op.f("fk_step_items_step_id_draft_steps")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_items")),
    )
    with op.batch_alter_table("step_items") as batch_op:
        batch_op.create_index(batch_op.f("ix_step_items_step_id"), ["step_id"])
    op.create_table(
        "item_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_item_remarks_draft_id_drafts")
        ),
        sa.ForeignKeyConstraint(
            ["answers"], ["item_remarks.id"], name=op.f("fk_item_remarks_answers_item_remarks")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_item_remarks_editor_id_editors")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["editors.id"], name=op.f("fk_item_remarks_settled_by_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_remarks")),
    )
    with op.batch_alter_table("item_remarks") as batch_op:
        batch_op.create_index("ix_item_remarks_draft_id_path_place", ["draft_id", "path", "place"])
    op.create_table(
        "unfinished_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("under", sa.String(length=200), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_unfinished_forms_draft_id_drafts")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_unfinished_forms_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unfinished_forms")),
        sa.UniqueConstraint(
            "draft_id", "editor_id", "path", "under", name=op.f("uq_unfinished_forms_draft_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("unfinished_forms")
    with op.batch_alter_table("item_remarks") as batch_op:
        batch_op.drop_index("ix_item_remarks_draft_id_path_place")
    op.drop_table("item_remarks")
    with op.batch_alter_table("step_items") as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_items_step_id"))
    op.drop_table("step_items")
    with op.batch_alter_table("draft_steps") as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_steps_draft_id"))
    op.drop_table("draft_steps")
