"""what may have left, how often Gmail refused, and its sending limit"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.migrations.security import in_every_organization

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


# Of a single attempt the last word tells; of several nobody wrote down how the earlier ones ended.
_UNSETTLED = """
UPDATE outbound_messages SET may_have_left = true
WHERE attempted_at IS NOT NULL AND gmail_message_id IS NULL AND message_id IS NULL
  AND state IN ('queued', 'sending', 'failed')
  AND NOT (attempts = 1 AND state = 'failed' AND failure_code IN ('refused_by_gmail', 'too_large'))
  AND NOT (attempts = 1 AND state = 'queued' AND waiting_code IS NOT NULL)
"""


def upgrade() -> None:
    op.add_column("mailboxes", sa.Column("sends_not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbound_messages", sa.Column("refusals", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "outbound_messages", sa.Column("may_have_left", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    in_every_organization(_UNSETTLED)


def downgrade() -> None:
    op.drop_column("outbound_messages", "may_have_left")
    op.drop_column("outbound_messages", "refusals")
    op.drop_column("mailboxes", "sends_not_before")
