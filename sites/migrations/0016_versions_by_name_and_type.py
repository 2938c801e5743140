"""Versions are found by their names, and sites by a type that they had before."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_own_password_and_open_districts'),
        ('service_sites', '0015_fill_type_of_versions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='servicesite',
            index=models.Index(condition=models.Q(('former_types__gt', '')), fields=['site_type'], name='site_of_another_type_before'),
        ),
        migrations.AddIndex(
            model_name='siteversion',
            index=models.Index(fields=['name'], name='version_by_name'),
        ),
    ]
