"""senders whose remote images a person sees without asking"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.migrations.security import protect_tenant

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('image_senders',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(email) BETWEEN 1 AND 320', name=op.f('ck_image_senders_email_length')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_image_senders_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name='fk_image_senders_membership', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'user_id', 'email', name=op.f('pk_image_senders'))
    )
    protect_tenant("image_senders")


def downgrade() -> None:
    op.drop_table('image_senders')
