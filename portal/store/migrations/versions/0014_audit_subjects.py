"""An index of the audit log by what an entry is about, newest last."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_subject_number"), "audit", ["subject", "number"])


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_subject_number"), "audit")
