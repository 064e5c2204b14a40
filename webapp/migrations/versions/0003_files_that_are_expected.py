"""Files that phones name before their bytes come, and uploads on their way

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One photo in two fields is two files: each has an id of its own, given by the phone.
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index("uq_files_dossier_sent")
        batch_op.create_index("ix_files_dossier_sent", ["dossier", "sent_sha256"], unique=False)
    op.create_table(
        "expected_files",
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("file", sa.String(length=36), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("named_by", sa.BigInteger(), nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('awaited', 'kept', 'refused', 'brought')", name=op.f("ck_expected_files_known_state")),
        sa.PrimaryKeyConstraint("dossier", "file", name=op.f("pk_expected_files")),
    )
    with op.batch_alter_table("expected_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expected_files_file"), ["file"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("file", sa.String(length=36), nullable=False),
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('partial', 'kept', 'refused')", name=op.f("ck_uploads_known_state")),
        sa.CheckConstraint("received >= 0 AND received <= size", name=op.f("ck_uploads_within_size")),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_uploads")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_state_changed_at"), ["state", "changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_brought_by_made_at"), ["brought_by", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_dossier"), ["dossier"], unique=False)
    op.create_table(
        "upload_pieces",
        sa.Column("file", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file", "at", name=op.f("pk_upload_pieces")),
        sa.UniqueConstraint("place", name=op.f("uq_upload_pieces_place")),
    )


def downgrade() -> None:
    op.drop_table("upload_pieces")
    op.drop_table("uploads")
    op.drop_table("expected_files")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index("ix_files_dossier_sent")
        batch_op.create_index("uq_files_dossier_sent", ["dossier", "sent_sha256"], unique=True)
