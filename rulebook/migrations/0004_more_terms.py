"""Cycles, quotas, titles, subsidy tiers and the ladder as terms of a pack."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_own_password_and_open_districts'),
        ('rulebook', '0003_scoring_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('remind', '提醒'), ('rectify', '限期整改'), ('suspend', '暂停挂牌'), ('revoke', '取消示范阵地资格并摘牌'), ('cancel', '注销备案')], max_length=8, verbose_name='措施')),
                ('days', models.PositiveSmallIntegerField(help_text='自然日;第一项从发现问题之日算起,0 表示立即。', validators=[django.core.validators.MaxValueValidator(366)], verbose_name='上一措施满几日仍未解决')),
                ('wording', models.CharField(help_text='告知阵地的话,不写人名。', max_length=200, verbose_name='告知内容')),
            ],
            options={
                'verbose_name': '处置措施',
                'verbose_name_plural': '处置措施(动态管理)',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SubsidyTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site_type', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]{1,29}$', '代码只能用小写字母、数字和下划线,并以字母开头,请重新填写。')], verbose_name='类型代码')),
                ('label', models.CharField(max_length=40, verbose_name='档次')),
                ('condition', models.CharField(blank=True, max_length=200, verbose_name='条件')),
                ('points_from_tenths', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='起始分数(0.1分)')),
                ('amount_fen', models.PositiveBigIntegerField(verbose_name='金额(分)')),
            ],
            options={
                'verbose_name': '补助档次',
                'verbose_name_plural': '补助档次',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='rulepack',
            name='change_notes',
            field=models.TextField(blank=True, db_default='', default='', help_text='与上一版相比改了什么、为什么改。首个版本可以不填,接替已有版本的必须填写。', verbose_name='修改说明'),
        ),
        migrations.AddField(
            model_name='rulepack',
            name='photo_labels',
            field=models.BooleanField(db_default=False, default=False, help_text='勾选后,评定时提示照片的拍摄时间、地点和是否用过,仅供参考,不影响评分。', verbose_name='提示照片佐证情况'),
        ),
        migrations.AddField(
            model_name='rulepack',
            name='publicity_counts_posting_day',
            field=models.BooleanField(db_default=False, default=False, verbose_name='公示发布当日计入公示期'),
        ),
        migrations.AddField(
            model_name='rulepack',
            name='spot_check_percent',
            field=models.PositiveSmallIntegerField(blank=True, help_text='对区(市)等验收的阵地,市总至少抽查的比例;没有规定的留空。', null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='市总验收抽查比例(%)'),
        ),
        migrations.AddField(
            model_name='rulepack',
            name='trial_until',
            field=models.DateField(blank=True, help_text='办法注明试行期的,填写最后一日;没有的留空。', null=True, verbose_name='试行期至'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='activities_bind',
            field=models.CharField(choices=[('site', '每个阵地'), ('primary', '每个基层工会')], db_default='site', default='site', max_length=8, verbose_name='活动次数约束'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='activities_per_year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='不要求的留空。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='每年活动不少于(次)'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='quota_percent',
            field=models.PositiveSmallIntegerField(blank=True, help_text='占同类已备案阵地的比例。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='示范阵地比例上限(%)'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='review_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='年度复核起始月'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='review_until',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='年度复核截止月'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='self_check_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='每几个月自查一次;不要求的留空。', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36)], verbose_name='自查周期(月)'),
        ),
        migrations.AddField(
            model_name='typerule',
            name='title_years',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='命名有效期(年)'),
        ),
        migrations.AddConstraint(
            model_name='rulepack',
            constraint=models.CheckConstraint(condition=models.Q(('trial_until__isnull', True), ('trial_until__gte', models.F('effective_from')), _connector='OR'), name='trial_ends_after_it_began', violation_error_message='试行期截止日早于施行日期,请修改。'),
        ),
        migrations.AddConstraint(
            model_name='typerule',
            constraint=models.CheckConstraint(condition=models.Q(('activities_bind__in', ['site', 'primary'])), name='activities_bind_known'),
        ),
        migrations.AddConstraint(
            model_name='typerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('review_from__isnull', True), ('review_until__isnull', True)), models.Q(('review_from__gte', 1), ('review_from__isnull', False), ('review_from__lte', models.F('review_until')), ('review_until__isnull', False), ('review_until__lte', 12)), _connector='OR'), name='review_months_in_order', violation_error_message='年度复核的起始月和截止月应都填写,且起始月不晚于截止月,请修改。'),
        ),
        migrations.AddField(
            model_name='ladderstep',
            name='pack',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ladder', to='rulebook.rulepack', verbose_name='管理办法版本'),
        ),
        migrations.AddField(
            model_name='subsidytier',
            name='pack',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subsidy_tiers', to='rulebook.rulepack', verbose_name='管理办法版本'),
        ),
        migrations.AddConstraint(
            model_name='ladderstep',
            constraint=models.UniqueConstraint(fields=('pack', 'action'), name='one_rung_per_pack_and_action'),
        ),
        migrations.AddConstraint(
            model_name='ladderstep',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['remind', 'rectify', 'suspend', 'revoke', 'cancel'])), name='ladder_action_known'),
        ),
        migrations.AddConstraint(
            model_name='subsidytier',
            constraint=models.UniqueConstraint(fields=('pack', 'site_type', 'label'), name='one_tier_per_pack_type_and_label'),
        ),
        migrations.AddConstraint(
            model_name='subsidytier',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__gte', 1)), name='tier_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='subsidytier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('condition', ''), _negated=True), ('points_from_tenths__isnull', False), _connector='OR'), name='tier_has_a_condition'),
        ),
    ]
