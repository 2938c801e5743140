"""Orders to mend with their items and extensions, draws of sites to look at, pictures of both, visits to sites in use."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_own_password_and_open_districts'),
        ('inspection', '0002_assessments'),
        ('rulebook', '0003_scoring_tables'),
        ('service_sites', '0017_closed_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DrawEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='阵地编码')),
                ('strata', models.JSONField(default=list, verbose_name='所属分层')),
                ('weight', models.PositiveSmallIntegerField(verbose_name='权重')),
                ('barred', models.JSONField(default=list, verbose_name='回避')),
            ],
            options={
                'verbose_name': '抽查名单',
                'verbose_name_plural': '抽查名单',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='DrawInspector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('office', models.CharField(blank=True, max_length=80, verbose_name='所在工会')),
            ],
            options={
                'verbose_name': '检查人员名单',
                'verbose_name_plural': '检查人员名单',
                'ordering': ['user_id'],
            },
        ),
        migrations.CreateModel(
            name='DrawnSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('inspectors', models.JSONField(default=list, verbose_name='检查人员')),
                ('skipped', models.CharField(blank=True, max_length=300, verbose_name='未检查的原因')),
            ],
            options={
                'verbose_name': '抽中的阵地',
                'verbose_name_plural': '抽中的阵地',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='延期理由')),
                ('wished_on', models.DateField(verbose_name='申请延至')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('verdict', models.CharField(blank=True, choices=[('granted', '同意延期'), ('refused', '不同意延期')], max_length=8, verbose_name='答复')),
                ('granted_on', models.DateField(null=True, verbose_name='同意延至')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='答复说明')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
            ],
            options={
                'verbose_name': '延期申请',
                'verbose_name_plural': '延期申请',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='InspectionPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': '检查照片',
                'verbose_name_plural': '检查照片',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OrderSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=12)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '通知编号序列',
                'verbose_name_plural': '通知编号序列',
            },
        ),
        migrations.CreateModel(
            name='Rectification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(editable=False, max_length=16, verbose_name='状态')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='通知编号')),
                ('source', models.CharField(choices=[('acceptance', '实地验收'), ('visit', '暗访'), ('spot_check', '抽查'), ('assessment', '评定'), ('report', '群众反映'), ('other', '日常检查')], max_length=12, verbose_name='来源')),
                ('source_key', models.CharField(blank=True, max_length=40, verbose_name='来源编号')),
                ('grounds', models.TextField(blank=True, verbose_name='情况说明')),
                ('calendar_version', models.CharField(blank=True, max_length=40, verbose_name='日历版本')),
                ('first_due_on', models.DateField(verbose_name='原定期限')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('due_closing', models.TimeField(verbose_name='截止时刻')),
                ('due_is_provisional', models.BooleanField(default=False, verbose_name='期限暂定')),
                ('ordered_as', models.CharField(max_length=16, verbose_name='下达身份')),
                ('office', models.CharField(max_length=80, verbose_name='下达工会')),
                ('ordered_at', models.DateTimeField(verbose_name='下达时间')),
                ('verify_token', models.CharField(editable=False, max_length=24)),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='内容摘要')),
                ('handed_in_at', models.DateTimeField(null=True, verbose_name='提交复查时间')),
                ('lapsed_at', models.DateTimeField(null=True, verbose_name='到期提示时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('ending', models.TextField(blank=True, verbose_name='办结说明')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '限期整改',
                'verbose_name_plural': '限期整改',
            },
        ),
        migrations.CreateModel(
            name='RectificationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('problem', models.CharField(max_length=300, verbose_name='存在的问题')),
                ('remedy', models.CharField(max_length=300, verbose_name='怎样算合格')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='整改情况')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('verdict', models.CharField(blank=True, choices=[('ok', '已整改'), ('not_ok', '未整改到位')], max_length=8, verbose_name='复查结论')),
                ('verdict_words', models.CharField(blank=True, max_length=300, verbose_name='复查意见')),
                ('judged_at', models.DateTimeField(null=True, verbose_name='复查时间')),
            ],
            options={
                'verbose_name': '整改事项',
                'verbose_name_plural': '整改事项',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SpotCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(editable=False, max_length=16, verbose_name='状态')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='抽查编号')),
                ('title', models.CharField(max_length=60, verbose_name='抽查名称')),
                ('site_type', models.CharField(blank=True, max_length=24, verbose_name='阵地类型')),
                ('districts', models.JSONField(default=list, verbose_name='区(市)')),
                ('size', models.PositiveSmallIntegerField(verbose_name='抽取处数')),
                ('per_site', models.PositiveSmallIntegerField(default=2, verbose_name='每处检查人员')),
                ('weights', models.JSONField(default=dict, verbose_name='权重')),
                ('pool', models.PositiveIntegerField(default=0, verbose_name='名单处数')),
                ('list_digest', models.CharField(blank=True, max_length=64, verbose_name='名单摘要')),
                ('seed_digest', models.CharField(max_length=64, verbose_name='种子摘要')),
                ('seed', models.CharField(editable=False, max_length=64)),
                ('is_sealed', models.BooleanField(default=False, editable=False)),
                ('committed_at', models.DateTimeField(verbose_name='公布时间')),
                ('drawn_at', models.DateTimeField(null=True, verbose_name='抽取时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '抽查',
                'verbose_name_plural': '抽查',
            },
        ),
        migrations.AddField(
            model_name='visit',
            name='door',
            field=models.CharField(blank=True, choices=[('as_announced', '按公示时间开放'), ('otherwise', '与公示的不一样'), ('closed_told', '没有开放,事先已公告'), ('closed', '没有开放,事先没有公告')], db_default='', default='', max_length=16, verbose_name='开放情况'),
        ),
        migrations.AddField(
            model_name='visit',
            name='held_at',
            field=models.TimeField(blank=True, null=True, verbose_name='到访时刻'),
        ),
        migrations.AlterField(
            model_name='visit',
            name='kind',
            field=models.CharField(choices=[('acceptance', '实地验收'), ('reacceptance', '复验'), ('unannounced', '暗访'), ('spot_check', '抽查')], max_length=16, verbose_name='类别'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('door', 'closed')), fields=['site', 'held_on'], name='visit_at_closed_door'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['-held_on', '-id'], name='visit_latest_first'),
        ),
        migrations.AddField(
            model_name='drawentry',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='service_sites.servicesite'),
        ),
        migrations.AddField(
            model_name='drawinspector',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawnsite',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='service_sites.servicesite'),
        ),
        migrations.AddField(
            model_name='drawnsite',
            name='visit',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='inspection.visit'),
        ),
        migrations.AddField(
            model_name='extension',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inspectionphoto',
            name='attachment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspection_photos', to='service_sites.attachment'),
        ),
        migrations.AddField(
            model_name='inspectionphoto',
            name='visit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspection.visit'),
        ),
        migrations.AddField(
            model_name='orderseries',
            name='issuer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.union'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='ordered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectification',
            name='pack',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebook.rulepack', verbose_name='管理办法版本'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rectifications', to='service_sites.servicesite'),
        ),
        migrations.AddField(
            model_name='rectification',
            name='visit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rectifications', to='inspection.visit'),
        ),
        migrations.AddField(
            model_name='extension',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='inspection.rectification'),
        ),
        migrations.AddField(
            model_name='rectificationitem',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rectificationitem',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='inspection.rectification'),
        ),
        migrations.AddField(
            model_name='inspectionphoto',
            name='item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspection.rectificationitem'),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='committed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='drawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='union',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.union', verbose_name='组织抽查的工会'),
        ),
        migrations.AddField(
            model_name='drawnsite',
            name='spot_check',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='inspection.spotcheck'),
        ),
        migrations.AddField(
            model_name='drawinspector',
            name='spot_check',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspectors', to='inspection.spotcheck'),
        ),
        migrations.AddField(
            model_name='drawentry',
            name='spot_check',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='inspection.spotcheck'),
        ),
        migrations.AddConstraint(
            model_name='orderseries',
            constraint=models.UniqueConstraint(fields=('issuer', 'series', 'year'), name='order_series_once'),
        ),
        migrations.AddIndex(
            model_name='rectification',
            index=models.Index(fields=['state', 'due_on'], name='rectification_by_due'),
        ),
        migrations.AddIndex(
            model_name='rectification',
            index=models.Index(fields=['-ordered_at', '-id'], name='rectification_latest_first'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['mending', 'recheck', 'closed', 'unmet', 'withdrawn'])), name='rectification_state_known'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('verdict', '')), fields=('order',), name='one_open_extension'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['', 'granted', 'refused'])), name='extension_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='rectificationitem',
            constraint=models.UniqueConstraint(fields=('order', 'number'), name='rectification_item_once'),
        ),
        migrations.AddConstraint(
            model_name='rectificationitem',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['', 'ok', 'not_ok'])), name='rectification_item_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='inspectionphoto',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', None), ('visit__isnull', False)), models.Q(('item__isnull', False), ('visit', None)), _connector='OR'), name='inspection_photo_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['committed', 'drawn', 'working', 'done', 'void'])), name='spot_check_state_known'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='spot_check_draws_something'),
        ),
        migrations.AddConstraint(
            model_name='drawnsite',
            constraint=models.UniqueConstraint(fields=('spot_check', 'position'), name='drawn_position_once'),
        ),
        migrations.AddConstraint(
            model_name='drawnsite',
            constraint=models.UniqueConstraint(fields=('spot_check', 'site'), name='drawn_site_once'),
        ),
        migrations.AddConstraint(
            model_name='drawinspector',
            constraint=models.UniqueConstraint(fields=('spot_check', 'user'), name='draw_inspector_once'),
        ),
        migrations.AddConstraint(
            model_name='drawentry',
            constraint=models.UniqueConstraint(fields=('spot_check', 'code'), name='draw_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='drawentry',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='draw_entry_weighs_something'),
        ),
    ]
