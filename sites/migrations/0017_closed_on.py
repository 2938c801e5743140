"""A site that is gone says since when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_sites', '0016_versions_by_name_and_type'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicesite',
            name='closed_on',
            field=models.DateField(editable=False, null=True, verbose_name='停止服务起始日'),
        ),
    ]
