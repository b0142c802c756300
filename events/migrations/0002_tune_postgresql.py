from django.db import migrations

# Both tables are updated in place all day: room on their pages keeps updates out
# of the indexes, and an eager vacuum keeps the claim from wading through what is
# dead already.
TUNED = {
    "events_stream": "fillfactor = 70",
    "events_delivery": "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01",
}


def tune(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, parameters in TUNED.items():
        schema_editor.execute(f"ALTER TABLE {table} SET ({parameters})")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_outbox")]

    # Back again is no change: the parameters harm nobody.
    operations = [migrations.RunPython(tune, migrations.RunPython.noop)]
