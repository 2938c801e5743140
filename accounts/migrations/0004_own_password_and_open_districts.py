"""A password that somebody else chose has to be replaced; a district may stand without centre and radius."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_search_index")]

    operations = [
        migrations.AddField(
            "user",
            "must_change_password",
            models.BooleanField("须修改密码", default=False, db_default=False, editable=False),
        ),
        migrations.AlterField(
            "district",
            "centre_lat",
            models.DecimalField("中心纬度", max_digits=9, decimal_places=6, null=True, blank=True),
        ),
        migrations.AlterField(
            "district",
            "centre_lng",
            models.DecimalField("中心经度", max_digits=9, decimal_places=6, null=True, blank=True),
        ),
        migrations.AlterField(
            "district",
            "radius_km",
            models.PositiveSmallIntegerField(
                "半径(公里)",
                null=True,
                blank=True,
                help_text="阵地坐标超出此半径时提醒核对;中心和半径都不填的,不提醒。",
            ),
        ),
    ]
