"""What the database itself refuses and writes, whoever asks.

Plain triggers rather than pgtrigger's: those can be told to stand aside by a setting that any role may set. Only a
superuser who turns all triggers off (`session_replication_role = replica`) or the tables' owner who drops them gets past
these, and the chain's head outside the database shows it.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is never changed: % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# The names are written out: a temporary table of the same name would be found first.
STAMP = """
CREATE FUNCTION audit_stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.id := nextval('public.audit_event_id_seq');
    NEW.at := clock_timestamp();
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER audit_stamp BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_stamp();
"""


def guard(table: str, rows: str) -> str:
    return f"""
    CREATE TRIGGER audit_keep_rows BEFORE {rows} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse();
    CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
    """


def unguard(table: str) -> str:
    return f"DROP TRIGGER audit_keep_rows ON {table}; DROP TRIGGER audit_keep_table ON {table};"


GUARDED = {
    "audit_event": "UPDATE OR DELETE",
    "audit_seal": "UPDATE OR DELETE",
    "audit_personalvalue": "UPDATE",  # erasure deletes
}


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE + STAMP + "".join(guard(table, rows) for table, rows in GUARDED.items()),
            "".join(unguard(table) for table in GUARDED)
            + "DROP TRIGGER audit_stamp ON audit_event; DROP FUNCTION audit_stamp(); DROP FUNCTION audit_refuse();",
        )
    ]
