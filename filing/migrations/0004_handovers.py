"""A leaving person hands over sites, roles and cases."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('filing', '0003_return_loop'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(editable=False, max_length=16, verbose_name='状态')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('branch', models.CharField(editable=False, max_length=120)),
                ('reason', models.CharField(max_length=100, verbose_name='交接原因')),
                ('handed_on', models.DateField(verbose_name='交接日期')),
                ('sites', models.JSONField(default=list, verbose_name='阵地')),
                ('grants', models.JSONField(default=list, verbose_name='授权')),
                ('cases', models.JSONField(default=list, verbose_name='案件')),
                ('created_at', models.DateTimeField(verbose_name='提出时间')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='移交人')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接收人')),
            ],
            options={
                'verbose_name': '交接',
                'verbose_name_plural': '交接',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'done', 'declined', 'taken_back'])), name='handover_state_known'), models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='handover_to_another'), models.UniqueConstraint(condition=models.Q(('state', 'offered')), fields=('giver',), name='one_open_handover_per_giver')],
            },
        ),
    ]
