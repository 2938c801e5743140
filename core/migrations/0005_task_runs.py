from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_channels")]

    operations = [
        migrations.AddField(
            model_name="scheduledrun",
            name="started_at",
            field=models.DateTimeField(null=True, verbose_name="开始时间"),
        ),
        migrations.AddField(
            model_name="scheduledrun",
            name="undone",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="没有完成的部分"
            ),
        ),
        migrations.CreateModel(
            name="TaskRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("took_ms", models.PositiveIntegerField(verbose_name="用时")),
                ("changed", models.PositiveIntegerField(null=True, verbose_name="处理条数")),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="失败原因")),
                ("undone", models.CharField(blank=True, max_length=300, verbose_name="没有完成的部分")),
            ],
            options={
                "verbose_name": "定时任务运行记录",
                "verbose_name_plural": "定时任务运行记录",
                "indexes": [models.Index(fields=["name", "-id"], name="task_run_latest")],
            },
        ),
    ]
