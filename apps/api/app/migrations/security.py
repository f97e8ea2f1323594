"""Row-level security, called by migrations for each new tenant table."""

from __future__ import annotations

from alembic import op

from app.core.db import APP_ROLE

_MINE = "organization_id = NULLIF(current_setting('app.organization_id', true), '')::uuid"
_MY_OWN = "user_id = NULLIF(current_setting('app.user_id', true), '')::uuid"


def create_app_role() -> None:
    """The role that every transaction takes: it owns nothing and cannot bypass row-level security. It may log in
    (Citus nodes connect to each other as it) but has no password until an operator gives it one."""
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
                CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            END IF;
            IF current_user <> '{APP_ROLE}' THEN
                EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")


def grant_global(*tables: str) -> None:
    """Let the app use tables that are not an organisation's own."""
    for table in tables:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}")


def protect_tenant(*tables: str) -> None:
    """Force row-level security on tables of an organisation: without one set they read empty and take no row."""
    for table in tables:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY organization ON {table} USING ({_MINE}) WITH CHECK ({_MINE})")


def let_people_see_their_own(table: str) -> None:
    """A person may read their own rows of `table` in every organisation (but not write them)."""
    op.execute(f"CREATE POLICY own ON {table} FOR SELECT USING ({_MY_OWN})")
