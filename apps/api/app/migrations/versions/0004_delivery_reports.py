"""What became of a message at each recipient."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.migrations.security import protect_tenant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_reports",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hard", "soft", "delayed", "delivered", "unknown",
                name="kind", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("diagnostic", sa.String(), nullable=False),
        sa.Column("remote_mta", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("original_rfc_message_id", sa.String(), nullable=True),
        sa.Column("original_message_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "message_id"], ["messages.organization_id", "messages.id"],
            name=op.f("fk_delivery_reports_organization_id_message_id"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "original_message_id"], ["messages.organization_id", "messages.id"],
            name="fk_delivery_reports_original", ondelete="SET NULL (original_message_id)",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"],
            name=op.f("fk_delivery_reports_organization_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "message_id", "position", name=op.f("pk_delivery_reports")),
    )  # fmt: skip
    op.create_index("ix_delivery_reports_original", "delivery_reports", ["organization_id", "original_message_id"])
    op.create_index(
        "ix_delivery_reports_original_rfc", "delivery_reports", ["organization_id", "original_rfc_message_id"]
    )
    protect_tenant("delivery_reports")


def downgrade() -> None:
    op.drop_table("delivery_reports")
