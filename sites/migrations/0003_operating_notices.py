"""What is told of a site at once, and where each version of its facts came from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_sites', '0002_search_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='siteversion',
            name='base',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='service_sites.siteversion', verbose_name='改自'),
        ),
        migrations.AddField(
            model_name='siteversion',
            name='origin',
            field=models.CharField(choices=[('notice', '运营公告'), ('handover', '交接')], editable=False, max_length=10, null=True, verbose_name='来源'),
        ),
        migrations.CreateModel(
            name='OperatingNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('closure', '临时停开'), ('reopening', '恢复开放'), ('hours', '临时调整开放时间'), ('recall', '取消临时时间'), ('phone', '对外电话'), ('manager', '负责人和内部电话'), ('maps', '地图上图情况'), ('confirmation', '资料核实无误')], max_length=12, verbose_name='公告事项')),
                ('basis', models.CharField(choices=[('notice', '运营公告'), ('decision', '工会决定')], default='notice', max_length=8, verbose_name='依据')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='原因')),
                ('hours', models.JSONField(null=True, verbose_name='临时开放时间')),
                ('starts_at', models.DateTimeField(verbose_name='起始时间')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('begun_at', models.DateTimeField(null=True, verbose_name='生效时间')),
                ('over_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('published_at', models.DateTimeField(verbose_name='发布时间')),
                ('published_as', models.CharField(blank=True, max_length=16, verbose_name='发布身份')),
                ('office', models.CharField(blank=True, max_length=80, verbose_name='发布工会')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ends', to='service_sites.operatingnotice', verbose_name='终止公告')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='service_sites.servicesite')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='service_sites.siteversion')),
            ],
            options={
                'verbose_name': '运营公告',
                'verbose_name_plural': '运营公告',
                'ordering': ['-published_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('kind__in', ('closure', 'hours')), ('over_at', None)), fields=['site', 'starts_at'], name='notice_standing'), models.Index(condition=models.Q(('begun_at', None), ('over_at', None)), fields=['starts_at'], name='notice_to_begin'), models.Index(condition=models.Q(('over_at', None)), fields=['ends_at'], name='notice_to_end'), models.Index(fields=['site', '-published_at'], name='notice_by_site')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['closure', 'reopening', 'hours', 'recall', 'phone', 'manager', 'maps', 'confirmation'])), name='notice_kind_known'), models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='notice_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'closure'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='closure_has_its_reason')],
            },
        ),
    ]
