"""The door: codes and stickers, who came without a name, counts of supplies, what is broken, what is confirmed."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_sites', '0019_picture_signs'),
    ]

    operations = [
        migrations.AddField(
            model_name='fault',
            name='facility',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='坏的设施'),
        ),
        migrations.AddField(
            model_name='operatingnotice',
            name='supply_count',
            field=models.PositiveIntegerField(null=True, verbose_name='数量'),
        ),
        migrations.CreateModel(
            name='DoorCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='版次')),
                ('mark', models.CharField(max_length=16, unique=True, verbose_name='门码')),
                ('issued_at', models.DateTimeField(verbose_name='启用时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_codes', to='service_sites.servicesite')),
            ],
            options={
                'verbose_name': '阵地门码',
                'verbose_name_plural': '阵地门码',
            },
        ),
        migrations.CreateModel(
            name='FactConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=12, verbose_name='资料')),
                ('confirmed_on', models.DateField(verbose_name='核实日期')),
                ('office', models.CharField(blank=True, max_length=80, verbose_name='核实工会')),
                ('source', models.CharField(choices=[('on_site', '现场核对'), ('phone', '电话核对'), ('papers', '核对材料'), ('notice', '运营公告更正')], max_length=8, verbose_name='核实方式')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='service_sites.servicesite')),
            ],
            options={
                'verbose_name': '资料核实',
                'verbose_name_plural': '资料核实',
            },
        ),
        migrations.CreateModel(
            name='StickerSheet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('actor_id', models.BigIntegerField(verbose_name='打印人编号')),
                ('actor_name', models.CharField(max_length=80, verbose_name='打印人')),
                ('office', models.CharField(blank=True, max_length=120, verbose_name='所属工会')),
                ('scope_path', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField(verbose_name='打印时间')),
                ('per_page', models.PositiveSmallIntegerField(verbose_name='每页张数')),
                ('rows', models.PositiveIntegerField(verbose_name='标牌数')),
            ],
            options={
                'verbose_name': '二维码标牌',
                'verbose_name_plural': '二维码标牌',
                'indexes': [models.Index(fields=['actor_id', '-at'], name='sticker_sheet_actor')],
            },
        ),
        migrations.CreateModel(
            name='Sticker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='次序')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stickers', to='service_sites.doorcode')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stickers', to='service_sites.stickersheet')),
            ],
            options={
                'verbose_name': '标牌',
                'verbose_name_plural': '标牌',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='CheckInCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('band', models.PositiveSmallIntegerField(verbose_name='时段')),
                ('trade', models.CharField(blank=True, max_length=12, verbose_name='工种')),
                ('visits', models.PositiveIntegerField(default=0, verbose_name='扫码人次')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_ins', to='service_sites.servicesite')),
            ],
            options={
                'verbose_name': '扫码登记',
                'verbose_name_plural': '扫码登记',
                'constraints': [models.UniqueConstraint(fields=('site', 'day', 'band', 'trade'), name='one_check_in_count')],
            },
        ),
        migrations.AddConstraint(
            model_name='doorcode',
            constraint=models.UniqueConstraint(fields=('site', 'number'), name='door_code_number_once'),
        ),
        migrations.AddConstraint(
            model_name='doorcode',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('site',), name='one_door_code_in_force'),
        ),
        migrations.AddConstraint(
            model_name='factconfirmation',
            constraint=models.UniqueConstraint(fields=('site', 'group'), name='one_confirmation_per_group'),
        ),
        migrations.AddConstraint(
            model_name='factconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['on_site', 'phone', 'papers', 'notice'])), name='confirmation_source_known'),
        ),
        migrations.AddConstraint(
            model_name='sticker',
            constraint=models.UniqueConstraint(fields=('sheet', 'position'), name='sticker_position_once'),
        ),
    ]
