"""Row-level security, for migrations: of each new tenant table, and of rows that a migration changes."""

from __future__ import annotations

import sqlalchemy as sa
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


#: Owns `search_messages` and nothing else; nobody logs in as it.
SEARCH_ROLE = "oss_ticketing_search"


def create_tag_function() -> None:
    """``tagged_tickets(text[])``: ids of the organisation's tickets that have one of these tags. A function for the
    same reason as `create_search_function`, whose role it runs as."""
    op.execute(f"GRANT CREATE ON SCHEMA public TO {SEARCH_ROLE}")
    op.execute(f"GRANT SELECT (organization_id, id, tags) ON tickets TO {SEARCH_ROLE}")
    op.execute(f"CREATE POLICY search ON tickets FOR SELECT TO {SEARCH_ROLE} USING (true)")
    op.execute(
        f"""
        CREATE FUNCTION tagged_tickets(wanted text[]) RETURNS SETOF uuid
        LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp
        AS $$ SELECT id FROM tickets WHERE tags && wanted AND {_MINE} $$
        """  # noqa: S608 - constants of this module
    )
    op.execute("REVOKE ALL ON FUNCTION tagged_tickets(text[]) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION tagged_tickets(text[]) TO {APP_ROLE}")
    op.execute(f"ALTER FUNCTION tagged_tickets(text[]) OWNER TO {SEARCH_ROLE}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {SEARCH_ROLE}")


def create_search_function() -> None:
    """``search_messages(tsquery)``: ids of the organisation's messages that match.

    Under row-level security PostgreSQL uses an index only for leak-proof operators, and ``@@`` is not one: the GIN
    index would never be used and every search would read the whole organisation. So this one function runs as a role
    whose policy lets it read the table, and keeps the organisation apart by its own WHERE.
    """
    op.execute(
        f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SEARCH_ROLE}') THEN
                CREATE ROLE {SEARCH_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            END IF;
            EXECUTE format('GRANT {SEARCH_ROLE} TO %I', current_user);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            EXECUTE format('GRANT {SEARCH_ROLE} TO %I', current_user);
        END $$
        """
    )
    op.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {SEARCH_ROLE}")
    op.execute(f"GRANT SELECT (organization_id, message_id, search) ON message_contents TO {SEARCH_ROLE}")
    op.execute(f"CREATE POLICY search ON message_contents FOR SELECT TO {SEARCH_ROLE} USING (true)")
    op.execute(
        f"""
        CREATE FUNCTION search_messages(wanted tsquery) RETURNS SETOF uuid
        LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp
        AS $$ SELECT message_id FROM message_contents WHERE search @@ wanted AND {_MINE} $$
        """  # noqa: S608 - constants of this module
    )
    op.execute("REVOKE ALL ON FUNCTION search_messages(tsquery) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION search_messages(tsquery) TO {APP_ROLE}")
    op.execute(f"ALTER FUNCTION search_messages(tsquery) OWNER TO {SEARCH_ROLE}")
    op.execute(f"REVOKE CREATE ON SCHEMA public FROM {SEARCH_ROLE}")


def in_every_organization(statement: str) -> None:
    """Run `statement` once for each organisation: row-level security holds for the owner of the tables too."""
    connection = op.get_bind()
    for (organization,) in connection.execute(sa.text("SELECT id FROM organizations")).all():
        connection.execute(sa.text(f"SET LOCAL app.organization_id = '{organization}'"))
        connection.execute(sa.text(statement))
    connection.execute(sa.text("RESET app.organization_id"))
