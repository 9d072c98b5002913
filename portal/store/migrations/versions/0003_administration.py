"""Administration: people, audit log, drafts, counts, scheduled releases, triage of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_GUARDS = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{act} BEFORE {act} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'entries of the audit log are only added'); END"
        for act in ("update", "delete")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'entries of the audit log are only added'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts") as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_account"), ["account"])
        batch_op.create_index(batch_op.f("ix_attempts_address"), ["address"])
        batch_op.create_index(batch_op.f("ix_attempts_at"), ["at"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.execute("INSERT INTO audit_head (id, number, digest, signature) VALUES (1, 0, '', '')")
    for guard in _GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)
    op.create_table(
        "counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", "subject", name=op.f("pk_counts")),
    )
    op.create_table(
        "editors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("setup", sa.String(length=64), nullable=False),
        sa.Column("setup_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editors")),
        sa.UniqueConstraint("name", name=op.f("uq_editors_name")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("impact", sa.String(length=64), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["editors.id"], name=op.f("fk_drafts_approver_id_editors")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["editors.id"], name=op.f("fk_drafts_author_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_state"), ["state"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_recovery_codes_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes") as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_editor_id"), ["editor_id"])
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("factors", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_sign_ins_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_ins_digest")),
    )
    with op.batch_alter_table("sign_ins") as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_editor_id"), ["editor_id"])
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_changes_draft_id_drafts")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_changes_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("draft_id", "path", "place", name=op.f("uq_changes_draft_id")),
    )
    with op.batch_alter_table("changes") as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_draft_id"), ["draft_id"])
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_remarks_draft_id_drafts")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["editors.id"], name=op.f("fk_remarks_editor_id_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks") as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_draft_id"), ["draft_id"])
    with op.batch_alter_table("releases") as batch_op:
        batch_op.add_column(sa.Column("from_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("draft_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("author", sa.String(length=80), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("approver", sa.String(length=80), nullable=False, server_default="")
        )
    with op.batch_alter_table("reports") as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(length=20), nullable=False, server_default="new")
        )
        batch_op.add_column(sa.Column("fixed_in", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("remark", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("reports", "remark")
    op.drop_column("reports", "fixed_in")
    op.drop_column("reports", "state")
    op.drop_column("releases", "approver")
    op.drop_column("releases", "author")
    op.drop_column("releases", "draft_id")
    op.drop_column("releases", "cancelled_at")
    op.drop_column("releases", "from_day")
    with op.batch_alter_table("remarks") as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_draft_id"))
    op.drop_table("remarks")
    with op.batch_alter_table("changes") as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_draft_id"))
    op.drop_table("changes")
    with op.batch_alter_table("sign_ins") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_editor_id"))
    op.drop_table("sign_ins")
    with op.batch_alter_table("recovery_codes") as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_codes_editor_id"))
    op.drop_table("recovery_codes")
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_state"))
    op.drop_table("drafts")
    op.drop_table("editors")
    op.drop_table("counts")
    op.drop_table("audit_head")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_added()")
    with op.batch_alter_table("attempts") as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_at"))
        batch_op.drop_index(batch_op.f("ix_attempts_address"))
        batch_op.drop_index(batch_op.f("ix_attempts_account"))
    op.drop_table("attempts")
