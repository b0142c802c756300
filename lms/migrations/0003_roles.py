from django.db import migrations

ROLES = ("learner", "educator", "coordinator", "editor", "administrator")


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("lms", "0002_guard_ledger")]

    # Roles stay: Wagtail's own permissions may hang on them.
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
