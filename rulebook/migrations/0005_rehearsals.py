"""Scans of printed documents, and rehearsals that stand before each publication."""

import django.db.models.deletion
import rulebook.models.proof
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_own_password_and_open_districts'),
        ('rulebook', '0004_more_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='PackScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(editable=False, max_length=120, upload_to=rulebook.models.proof.stored_name, verbose_name='文件')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='文件摘要')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='字节')),
                ('added_by_id', models.BigIntegerField(editable=False, null=True, verbose_name='上传人编号')),
                ('added_by_name', models.CharField(editable=False, max_length=80, verbose_name='上传人')),
                ('added_at', models.DateTimeField(editable=False, verbose_name='上传时间')),
            ],
            options={
                'verbose_name': '印发原件扫描件',
                'verbose_name_plural': '印发原件扫描件',
            },
        ),
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='试算时间')),
                ('made_by_id', models.BigIntegerField(null=True, verbose_name='试算人编号')),
                ('made_by_name', models.CharField(max_length=80, verbose_name='试算人')),
                ('cycle', models.CharField(max_length=80, verbose_name='试算周期')),
                ('terms_digest', models.CharField(max_length=64, verbose_name='条款摘要')),
                ('result', models.JSONField(default=dict, verbose_name='试算结果')),
            ],
            options={
                'verbose_name': '试算',
                'verbose_name_plural': '试算',
                'ordering': ['-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='rulepack',
            name='pack_state_known',
        ),
        migrations.AlterField(
            model_name='rulepack',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('checked', '已核对'), ('rehearsed', '已试算'), ('published', '已公布')], default='draft', editable=False, max_length=16, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='rulepack',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'checked', 'rehearsed', 'published'])), name='pack_state_known'),
        ),
        migrations.AddField(
            model_name='packscan',
            name='pack',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scan', to='rulebook.rulepack', verbose_name='管理办法版本'),
        ),
        migrations.AddField(
            model_name='rehearsal',
            name='pack',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rehearsals', to='rulebook.rulepack', verbose_name='管理办法版本'),
        ),
    ]
