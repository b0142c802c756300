"""Every cohort and group gets a key of its own; there are some dozens of them."""

import uuid

from django.db import migrations


def fill(apps, schema_editor):
    for name in ("Cohort", "Group"):
        model = apps.get_model("lms", name)
        for pk in model.objects.values_list("pk", flat=True):
            model.objects.filter(pk=pk).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("lms", "0005_announcements")]
    # Taken back with the column.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
