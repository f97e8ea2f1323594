"""corrections by people: pins, homes, and which event placed a thread"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without defaults that rewrite a table: nothing of this takes longer on a large store.
    op.add_column('threads', sa.Column('has_pins', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('threads', sa.Column('placed_event_id', sa.Uuid(), nullable=True))
    op.create_index('ix_threads_placed', 'threads', ['organization_id', 'placed_event_id'], unique=False, postgresql_where=sa.text('placed_event_id IS NOT NULL'))
    op.add_column('ticket_messages', sa.Column('home_ticket_id', sa.Uuid(), nullable=True))
    op.add_column('ticket_messages', sa.Column('pinned_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('ticket_messages', sa.Column('pin_event_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_ticket_messages_organization_id_home_ticket_id'), 'ticket_messages', 'tickets', ['organization_id', 'home_ticket_id'], ['organization_id', 'id'])
    op.create_check_constraint(op.f('ck_ticket_messages_home_is_elsewhere'), 'ticket_messages', 'home_ticket_id <> ticket_id')
    op.create_check_constraint(op.f('ck_ticket_messages_pin_has_time'), 'ticket_messages', 'pin_event_id IS NULL OR pinned_at IS NOT NULL')
    op.create_index('ix_ticket_messages_home', 'ticket_messages', ['organization_id', 'home_ticket_id'], unique=False, postgresql_where=sa.text('home_ticket_id IS NOT NULL'))
    op.create_index('ix_ticket_messages_pins', 'ticket_messages', ['organization_id', 'pin_event_id'], unique=False, postgresql_where=sa.text('pin_event_id IS NOT NULL'))
    op.create_index('ix_tickets_merged_into', 'tickets', ['organization_id', 'merged_into'], unique=False, postgresql_where=sa.text('merged_into IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('ix_tickets_merged_into', table_name='tickets', postgresql_where=sa.text('merged_into IS NOT NULL'))
    op.drop_index('ix_ticket_messages_pins', table_name='ticket_messages', postgresql_where=sa.text('pin_event_id IS NOT NULL'))
    op.drop_index('ix_ticket_messages_home', table_name='ticket_messages', postgresql_where=sa.text('home_ticket_id IS NOT NULL'))
    op.drop_constraint(op.f('ck_ticket_messages_pin_has_time'), 'ticket_messages', type_='check')
    op.drop_constraint(op.f('ck_ticket_messages_home_is_elsewhere'), 'ticket_messages', type_='check')
    op.drop_constraint(op.f('fk_ticket_messages_organization_id_home_ticket_id'), 'ticket_messages', type_='foreignkey')
    op.drop_column('ticket_messages', 'pin_event_id')
    op.drop_column('ticket_messages', 'pinned_at')
    op.drop_column('ticket_messages', 'home_ticket_id')
    op.drop_index('ix_threads_placed', table_name='threads', postgresql_where=sa.text('placed_event_id IS NOT NULL'))
    op.drop_column('threads', 'placed_event_id')
    op.drop_column('threads', 'has_pins')
