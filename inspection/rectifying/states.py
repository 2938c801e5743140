"""How far an order can be, what it can rest on, what a look at it can find. Codes and words, no rule."""

from __future__ import annotations

from django.db import models


class RectificationState(models.TextChoices):
    MENDING = "mending", "待整改"
    RECHECK = "recheck", "待复查"
    CLOSED = "closed", "已整改"
    UNMET = "unmet", "整改不到位(已上报)"
    WITHDRAWN = "withdrawn", "已撤销"


#: While an order is in one of these, the site is being rectified.
STANDING = (RectificationState.MENDING, RectificationState.RECHECK, RectificationState.UNMET)

#: While an order is in one of these, a request for more time may still be answered.
ANSWERS_LONGER = (RectificationState.MENDING, RectificationState.RECHECK)

#: The colour of a state, beside its word.
TAGS = {
    RectificationState.MENDING: "limited",
    RectificationState.RECHECK: "info",
    RectificationState.CLOSED: "open",
    RectificationState.UNMET: "closed",
}


class Source(models.TextChoices):
    ACCEPTANCE = "acceptance", "实地验收"
    VISIT = "visit", "暗访"
    SPOT_CHECK = "spot_check", "抽查"
    ASSESSMENT = "assessment", "评定"
    REPORT = "report", "群众反映"
    FINDING = "finding", "预警问题"
    OTHER = "other", "日常检查"


class ItemVerdict(models.TextChoices):
    OK = "ok", "已整改"
    NOT_OK = "not_ok", "未整改到位"


#: Nobody mends by a verdict that does not say what is left.
SAY_WHAT_IS_LEFT = "认定“未整改到位”的,请写明还差什么。"


class ExtensionVerdict(models.TextChoices):
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "不同意延期"
