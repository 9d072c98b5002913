"""Revisions of documents and the releases made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_path"), "revisions", ["path"])
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("derived", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_releases")),
    )
    op.create_table(
        "release_revisions",
        sa.Column("release_number", sa.Integer, nullable=False),
        sa.Column("revision_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["release_number"],
            ["releases.number"],
            name=op.f("fk_release_revisions_release_number_releases"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revisions.id"],
            name=op.f("fk_release_revisions_revision_id_revisions"),
        ),
        sa.PrimaryKeyConstraint("release_number", "revision_id", name=op.f("pk_release_revisions")),
    )


def downgrade() -> None:
    op.drop_table("release_revisions")
    op.drop_table("releases")
    op.drop_index(op.f("ix_revisions_path"), "revisions")
    op.drop_table("revisions")
