"""What titles bring to the nightly watch."""

from __future__ import annotations

from core.checks import Check, Severity
from core.registry import CHECKS
from demonstration import watched

CHECKS.register(
    "title_ending",
    Check(
        code="title_ending",
        title="示范称号即将到期",
        meaning="示范阵地命名的有效期已在办法规定的提醒期内。",
        who_acts="市总工会经办人",
        remedy="需要继续保留称号的,在下一轮申报中提出。",
        severity=Severity.HINT,
        term=watched.NOTICE,
        failing=watched.titles_ending,
        inputs={"ends_on": "有效期至", "notice": "提前 {} 天提醒"},
        touched=watched.titles_settled,
        turns=watched.last_days_between,
    ),
)
CHECKS.register(
    "title_undeserved",
    Check(
        code="title_undeserved",
        title="不再符合示范称号条件",
        meaning="命名后的最近一次年度复核不合格(含一票否决)、低于所命名等次的最低分,或者统一标识牌已暂停挂牌。",
        who_acts="市总工会经办人",
        remedy="在示范称号页面按办法保留、降低等次或取消资格,并写明理由。",
        severity=Severity.SERIOUS,
        failing=watched.titles_undeserved,
        inputs={
            "title": "证书编号",
            "reviewed": "复核评定日期",
            "total": "复核得分 {tenths} 分",
            "suspended": "暂停挂牌日期",
        },
        touched=watched.doubts_ended,
        page=("title", "title"),
    ),
)
