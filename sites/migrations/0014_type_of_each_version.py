"""Each version says of which type it is, so that a change may propose another one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_sites', '0013_notices_of_supplies'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicesite',
            name='former_types',
            field=models.CharField(db_default='', default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='siteversion',
            name='site_type',
            field=models.CharField(db_default='', default='', max_length=24, verbose_name='阵地类型'),
        ),
    ]
