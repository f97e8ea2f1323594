"""who has read which ticket, and changes to many tickets at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations.security import create_tag_function, protect_tenant

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ticket_reads',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_reads_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_reads_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name='fk_ticket_reads_membership', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'user_id', 'ticket_id', name=op.f('pk_ticket_reads'))
    )
    op.create_index('ix_ticket_reads_ticket', 'ticket_reads', ['organization_id', 'ticket_id'], unique=False)
    op.create_table('bulk_changes',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('actor_user_id', sa.Uuid(), nullable=True),
    sa.Column('ticket_ids', postgresql.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_bulk_changes_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['actor_user_id'], ['users.id'], name=op.f('fk_bulk_changes_actor_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_bulk_changes'))
    )
    op.create_index('ix_bulk_changes_created', 'bulk_changes', ['organization_id', 'created_at'], unique=False)
    protect_tenant("ticket_reads", "bulk_changes")
    create_tag_function()


def downgrade() -> None:
    op.execute('DROP FUNCTION tagged_tickets(text[])')
    op.execute('DROP POLICY search ON tickets')
    op.execute('REVOKE SELECT (organization_id, id, tags) ON tickets FROM oss_ticketing_search')
    op.drop_table('bulk_changes')
    op.drop_table('ticket_reads')
