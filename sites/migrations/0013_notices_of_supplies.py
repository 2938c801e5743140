"""A notice can tell what is short or refilled at a site: which supply, how much of it, its earliest expiry."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_sites', '0012_district_index_with_union'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='operatingnotice',
            name='notice_kind_known',
        ),
        migrations.AddField(
            model_name='operatingnotice',
            name='expires_on',
            field=models.DateField(null=True, verbose_name='最早到期日'),
        ),
        migrations.AddField(
            model_name='operatingnotice',
            name='supply',
            field=models.CharField(blank=True, db_default='', max_length=20, verbose_name='物资'),
        ),
        migrations.AddField(
            model_name='operatingnotice',
            name='supply_state',
            field=models.CharField(blank=True, choices=[('enough', '充足'), ('low', '不足'), ('out', '缺货')], db_default='', max_length=8, verbose_name='物资情况'),
        ),
        migrations.AlterField(
            model_name='operatingnotice',
            name='kind',
            field=models.CharField(choices=[('closure', '临时停开'), ('reopening', '恢复开放'), ('hours', '临时调整开放时间'), ('recall', '取消临时时间'), ('phone', '对外电话'), ('manager', '负责人和内部电话'), ('maps', '地图上图情况'), ('confirmation', '资料核实无误'), ('supplies', '物资情况')], max_length=12, verbose_name='公告事项'),
        ),
        migrations.AddConstraint(
            model_name='operatingnotice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['closure', 'reopening', 'hours', 'recall', 'phone', 'manager', 'maps', 'confirmation', 'supplies'])), name='notice_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='operatingnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'supplies'), ('supply_state__in', ['enough', 'low', 'out']), models.Q(('supply', ''), _negated=True)), models.Q(models.Q(('kind', 'supplies'), _negated=True), ('expires_on', None), ('supply', ''), ('supply_state', '')), _connector='OR'), name='supply_has_its_state'),
        ),
    ]
