import django.db.models.deletion
from django.db import migrations, models

# Django makes it for LIKE, and nobody looks for streams by their beginning.
UNUSED = "events_stream_stream_74273851_like"


def drop_unused_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {UNUSED}")


class Migration(migrations.Migration):
    dependencies = [("events", "0006_index_what_waits_for_a_person")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="event",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="events.eventrecord",
            ),
        ),
        # Back again is no change: nobody misses it.
        migrations.RunPython(drop_unused_index, migrations.RunPython.noop),
    ]
