"""Synchronisation: the two halves of a browser, what was refused, the incarnation

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

from webapp.kernel.ids import new_id

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    centre = op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incarnation", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
    )
    op.bulk_insert(centre, [{"id": 1, "incarnation": new_id()}])
    op.create_table(
        "keyholder_links",
        sa.Column("cookie", sa.String(length=36), nullable=False),
        sa.Column("worker", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cookie", "worker", name=op.f("pk_keyholder_links")),
    )
    with op.batch_alter_table("keyholder_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keyholder_links_worker"), ["worker"], unique=False)
    op.create_table(
        "set_aside",
        sa.Column("op", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("keyholder", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wire", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("op", "hash", name=op.f("pk_set_aside")),
    )
    with op.batch_alter_table("set_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_aside_dossier_device_seq"), ["dossier", "device", "seq"], unique=False)


def downgrade() -> None:
    op.drop_table("set_aside")
    op.drop_table("keyholder_links")
    op.drop_table("centre")
