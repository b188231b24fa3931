"""SQL for tables that may only grow; used in migrations of append-only records."""

from django.db import migrations

FORBID = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """A migration step after which rows of `table` can't be updated or deleted."""
    return migrations.RunSQL(
        FORBID
        + f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION portal_append_only();
        """,
        f"DROP TRIGGER {table}_append_only ON {table};",
    )
