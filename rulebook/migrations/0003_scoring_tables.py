"""Scoring tables of a pack: heads, items, vetoes and pass marks."""

import django.db.models.deletion
import rulebook.rubric
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0002_calendars'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rubric',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site_type', models.CharField(max_length=30, verbose_name='阵地类型')),
                ('title', models.CharField(max_length=60, verbose_name='评分表名称')),
                ('half_points', models.BooleanField(default=True, verbose_name='可打半分')),
                ('gap_limit', models.PositiveSmallIntegerField(default=100, help_text='自评、区(市)复核与市总评定之间。', verbose_name='两栏相差超过须说明(0.1分)')),
                ('least_sample', models.PositiveSmallIntegerField(default=10, help_text='不足时该项不适用。', verbose_name='满意度有效问卷不少于')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rubrics', to='rulebook.rulepack', verbose_name='管理办法版本')),
            ],
            options={
                'verbose_name': '评分表',
                'verbose_name_plural': '评分表',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RubricCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(max_length=12, verbose_name='大类编号')),
                ('code', models.CharField(max_length=12, verbose_name='编号')),
                ('title', models.CharField(max_length=40, verbose_name='评分项')),
                ('standard', models.CharField(max_length=300, verbose_name='评分标准')),
                ('how', models.CharField(choices=[(rulebook.rubric.How['CHOICE'], '选项'), (rulebook.rubric.How['THRESHOLD'], '按登记数值'), (rulebook.rubric.How['LOOKUP'], '按登记选项'), (rulebook.rubric.How['CHECKLIST'], '按设施清单'), (rulebook.rubric.How['COUNT'], '按记录计数'), (rulebook.rubric.How['JUDGEMENT'], '现场评判')], max_length=12, verbose_name='计分方式')),
                ('points', models.PositiveSmallIntegerField(verbose_name='满分(0.1分)')),
                ('purposes', models.JSONField(default=list, verbose_name='用途')),
                ('evidence', models.JSONField(blank=True, default=list, verbose_name='证明材料')),
                ('fact', models.CharField(blank=True, max_length=60, verbose_name='登记资料')),
                ('fewer_is_better', models.BooleanField(default=False, verbose_name='数值越小越好')),
                ('steps', models.JSONField(blank=True, default=list, verbose_name='分档')),
                ('levels', models.JSONField(blank=True, default=list, verbose_name='选项或评分参照')),
                ('items', models.JSONField(blank=True, default=list, verbose_name='设施清单')),
                ('is_basic', models.BooleanField(default=False, verbose_name='基本项')),
                ('may_not_apply', models.BooleanField(default=False, verbose_name='可不适用')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='rulebook.rubric')),
            ],
            options={
                'verbose_name': '评分项',
                'verbose_name_plural': '评分项',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RubricDimension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='编号')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dimensions', to='rulebook.rubric')),
            ],
            options={
                'verbose_name': '评分大类',
                'verbose_name_plural': '评分大类',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RubricMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[(rulebook.rubric.Purpose['ACCEPTANCE'], '验收'), (rulebook.rubric.Purpose['YEARLY'], '年度复核'), (rulebook.rubric.Purpose['DEMONSTRATION'], '示范评定')], max_length=16, verbose_name='用途')),
                ('pass_at', models.PositiveSmallIntegerField(verbose_name='合格线(0.1分)')),
                ('rectify_at', models.PositiveSmallIntegerField(verbose_name='不合格线(0.1分)')),
                ('dimension_percent', models.PositiveSmallIntegerField(default=0, verbose_name='各大类最低得分比例(%)')),
                ('needs_basics', models.BooleanField(default=False, verbose_name='基本项须全部达标')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='rulebook.rubric')),
            ],
            options={
                'verbose_name': '合格线',
                'verbose_name_plural': '合格线',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RubricVeto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='编号')),
                ('title', models.CharField(max_length=100, verbose_name='否决情形')),
                ('purposes', models.JSONField(default=list, verbose_name='用途')),
                ('fact', models.CharField(blank=True, max_length=60, verbose_name='登记资料')),
                ('at_least', models.IntegerField(blank=True, null=True, verbose_name='最低数值')),
                ('answers', models.JSONField(blank=True, default=list, verbose_name='构成否决的选项')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vetoes', to='rulebook.rubric')),
            ],
            options={
                'verbose_name': '一票否决项',
                'verbose_name_plural': '一票否决项',
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='rubric',
            constraint=models.UniqueConstraint(fields=('pack', 'site_type'), name='one_rubric_per_pack_and_type'),
        ),
        migrations.AddConstraint(
            model_name='rubriccriterion',
            constraint=models.UniqueConstraint(fields=('rubric', 'code'), name='one_criterion_per_rubric_and_code'),
        ),
        migrations.AddConstraint(
            model_name='rubriccriterion',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', [rulebook.rubric.How['CHOICE'], rulebook.rubric.How['THRESHOLD'], rulebook.rubric.How['LOOKUP'], rulebook.rubric.How['CHECKLIST'], rulebook.rubric.How['COUNT'], rulebook.rubric.How['JUDGEMENT']])), name='criterion_how_known'),
        ),
        migrations.AddConstraint(
            model_name='rubriccriterion',
            constraint=models.CheckConstraint(condition=models.Q(('points__gte', 1), ('points__lte', 1000)), name='criterion_has_points'),
        ),
        migrations.AddConstraint(
            model_name='rubricdimension',
            constraint=models.UniqueConstraint(fields=('rubric', 'code'), name='one_dimension_per_rubric_and_code'),
        ),
        migrations.AddConstraint(
            model_name='rubricmark',
            constraint=models.UniqueConstraint(fields=('rubric', 'purpose'), name='one_mark_per_rubric_and_purpose'),
        ),
        migrations.AddConstraint(
            model_name='rubricmark',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', [rulebook.rubric.Purpose['ACCEPTANCE'], rulebook.rubric.Purpose['YEARLY'], rulebook.rubric.Purpose['DEMONSTRATION']])), name='mark_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='rubricmark',
            constraint=models.CheckConstraint(condition=models.Q(('pass_at__lte', 1000), ('rectify_at__lte', models.F('pass_at'))), name='marks_in_order'),
        ),
        migrations.AddConstraint(
            model_name='rubricveto',
            constraint=models.UniqueConstraint(fields=('rubric', 'code'), name='one_veto_per_rubric_and_code'),
        ),
    ]
