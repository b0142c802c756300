from django.db import migrations

REFUSALS = {
    "sqlite": [
        """
        CREATE TRIGGER lms_ledger_is_append_only BEFORE UPDATE ON lms_ledgerentry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION lms_refuse_ledger_update() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '23000'; END $$
        """,
        """
        CREATE TRIGGER lms_ledger_is_append_only BEFORE UPDATE ON lms_ledgerentry
        FOR EACH ROW EXECUTE FUNCTION lms_refuse_ledger_update()
        """,
    ],
}
RELEASES = {
    "sqlite": ["DROP TRIGGER lms_ledger_is_append_only"],
    "postgresql": [
        "DROP TRIGGER lms_ledger_is_append_only ON lms_ledgerentry",
        "DROP FUNCTION lms_refuse_ledger_update",
    ],
}


def guard(apps, schema_editor):
    for statement in REFUSALS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps, schema_editor):
    for statement in RELEASES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    # SQLite copies a table to alter it, and loses its triggers: a migration that
    # alters LedgerEntry has to release before and guard after.

    dependencies = [("lms", "0001_learning")]

    operations = [migrations.RunPython(guard, release)]
