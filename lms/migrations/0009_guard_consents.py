from django.db import migrations

REFUSALS = {
    "sqlite": [
        """
        CREATE TRIGGER lms_consents_are_append_only BEFORE UPDATE ON lms_consent
        BEGIN SELECT RAISE(ABORT, 'consents are append-only'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION lms_refuse_consent_update() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'consents are append-only' USING ERRCODE = '23000'; END $$
        """,
        """
        CREATE TRIGGER lms_consents_are_append_only BEFORE UPDATE ON lms_consent
        FOR EACH ROW EXECUTE FUNCTION lms_refuse_consent_update()
        """,
    ],
}
RELEASES = {
    "sqlite": ["DROP TRIGGER lms_consents_are_append_only"],
    "postgresql": [
        "DROP TRIGGER lms_consents_are_append_only ON lms_consent",
        "DROP FUNCTION lms_refuse_consent_update",
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
    # alters Consent has to release before and guard after.

    dependencies = [("lms", "0008_families")]

    operations = [migrations.RunPython(guard, release)]
