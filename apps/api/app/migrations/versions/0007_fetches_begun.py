"""fetches that began are counted before they do"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message_occurrences', sa.Column('fetches_begun', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('message_occurrences', 'fetches_begun')
