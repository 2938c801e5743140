"""Whoever was told needs no address in the row any more: it is read from the person when something goes out."""

from django.db import migrations


def forget(apps, schema_editor):
    messages = apps.get_model('core', 'OwedMessage').objects
    messages.filter(sent_at__isnull=False).exclude(address='').update(address='')


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_task_runs'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
