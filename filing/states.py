"""The states and kinds of a case, in the words everybody uses."""

from __future__ import annotations

from django.db import models


class FilingState(models.TextChoices):
    DRAFT = "draft", "草稿"
    DISTRICT_CHECK = "district_check", "待区(市)审核"
    RETURNED = "returned", "退回补正"
    ACCEPTANCE = "acceptance", "待验收"
    REACCEPTANCE = "reacceptance", "待复验"
    CITY_FILING = "city_filing", "待市总备案"
    FILED = "filed", "已备案"
    REFUSED = "refused", "暂不备案"
    WITHDRAWN = "withdrawn", "已撤回"


class FilingKind(models.TextChoices):
    REGISTER = "register", "建设备案"
    CHANGE = "change", "变更备案"
    CANCEL = "cancel", "注销备案"


class Route(models.TextChoices):
    """Which way a submitted case goes; drafts have none yet."""

    ON_SITE = "on_site", "审核、验收、市总备案"
    DISTRICT = "district", "区(市)决定"
    CITY = "city", "审核、市总备案"
    PAPER = "paper", "凭文件入册"


#: The colour of a state, beside its word.
TAGS = {
    FilingState.DISTRICT_CHECK: "info",
    FilingState.RETURNED: "limited",
    FilingState.ACCEPTANCE: "info",
    FilingState.REACCEPTANCE: "limited",
    FilingState.CITY_FILING: "info",
    FilingState.FILED: "open",
    FilingState.REFUSED: "closed",
}

#: Submitted and not yet decided: one such case per site.
OPEN_CASES = (
    FilingState.DISTRICT_CHECK,
    FilingState.RETURNED,
    FilingState.ACCEPTANCE,
    FilingState.REACCEPTANCE,
    FilingState.CITY_FILING,
)

DECIDED = (FilingState.FILED, FilingState.REFUSED)

#: What the word of a decided state has beside it in cases that file no new site.
MATTERS: dict[str, str] = {FilingKind.CHANGE: "变更", FilingKind.CANCEL: "注销"}

#: The sender may write facts here.
EDITABLE = (FilingState.DRAFT, FilingState.RETURNED)
