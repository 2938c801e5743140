"""Pictures are known again: what is remembered of each, and which look alike."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_sites', '0018_records_of_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='PictureSign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bits', models.BinaryField()),
                ('pattern', models.BinaryField()),
                ('is_plain', models.BooleanField(default=False, editable=False, verbose_name='画面单一')),
                ('compared_at', models.DateTimeField(editable=False, null=True, verbose_name='比对时间')),
                ('band_0', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_1', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_2', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_3', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_4', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_5', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_6', models.IntegerField(db_index=True, editable=False, null=True)),
                ('band_7', models.IntegerField(db_index=True, editable=False, null=True)),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sign', to='service_sites.attachment')),
            ],
            options={
                'verbose_name': '照片特征',
                'verbose_name_plural': '照片特征',
            },
        ),
        migrations.CreateModel(
            name='PictureTwin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreement', models.PositiveSmallIntegerField(editable=False, verbose_name='相近程度')),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='later_twins', to='service_sites.picturesign')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='twins', to='service_sites.picturesign')),
            ],
            options={
                'verbose_name': '相近照片',
                'verbose_name_plural': '相近照片',
                'constraints': [models.UniqueConstraint(fields=('picture', 'earlier'), name='twin_once')],
            },
        ),
    ]
