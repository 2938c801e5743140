"""A case knows who passed it on last, so that he can take it back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('filing', '0002_changes_from_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='last_move',
            field=models.JSONField(editable=False, null=True),
        ),
    ]
