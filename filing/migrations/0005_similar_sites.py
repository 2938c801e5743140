"""A filing can begin with what a similar site has; what was taken over is marked until it is looked at."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('filing', '0004_existing_sites'),
        ('service_sites', '0013_notices_of_supplies'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='copied_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='service_sites.siteversion'),
        ),
        migrations.AddField(
            model_name='filing',
            name='unchecked',
            field=models.JSONField(blank=True, db_default=[], default=list, editable=False, verbose_name='待核对部分'),
        ),
    ]
