"""Documents that come after the publication of a measure: 延长试行, 废止, 勘误."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0005_rehearsals'),
    ]

    operations = [
        migrations.CreateModel(
            name='PackRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('kind', models.CharField(choices=[('extend', '延长试行'), ('repeal', '废止'), ('erratum', '勘误')], max_length=8, verbose_name='事项')),
                ('state', models.CharField(choices=[('entered', '待核对'), ('confirmed', '已生效'), ('dropped', '已撤下')], default='entered', editable=False, max_length=16, verbose_name='状态')),
                ('day', models.DateField(blank=True, null=True, verbose_name='日期')),
                ('document_number', models.CharField(blank=True, max_length=80, verbose_name='文号')),
                ('text', models.TextField(blank=True, verbose_name='勘误内容')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('entered_by_id', models.BigIntegerField(editable=False, null=True, verbose_name='登记人编号')),
                ('entered_by_name', models.CharField(editable=False, max_length=80, verbose_name='登记人')),
                ('entered_at', models.DateTimeField(editable=False, verbose_name='登记时间')),
                ('confirmed_by_id', models.BigIntegerField(editable=False, null=True, verbose_name='核对人编号')),
                ('confirmed_by_name', models.CharField(blank=True, editable=False, max_length=80, verbose_name='核对人')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='核对时间')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='rulebook.rulepack', verbose_name='管理办法版本')),
            ],
            options={
                'verbose_name': '后续文件',
                'verbose_name_plural': '后续文件',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['extend', 'repeal', 'erratum'])), name='record_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['entered', 'confirmed', 'dropped'])), name='record_state_known'), models.CheckConstraint(condition=models.Q(('kind', 'erratum'), ('day__isnull', False), _connector='OR'), name='record_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='confirmed_record_says_when')],
            },
        ),
    ]
