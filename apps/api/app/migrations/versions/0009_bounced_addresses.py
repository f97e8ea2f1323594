"""what became of mail to an address is found by the address"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_delivery_reports_recipient", "delivery_reports", ["organization_id", "recipient"])


def downgrade() -> None:
    op.drop_index("ix_delivery_reports_recipient", table_name="delivery_reports")
