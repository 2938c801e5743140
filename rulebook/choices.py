"""Which words does a pack choose from? Codes and labels, no rule."""

from __future__ import annotations

from django.db import models


class Family(models.TextChoices):
    """Sites that one measure governs together."""

    WOMEN = "women", "女职工关爱服务阵地"
    OUTDOOR = "outdoor", "户外劳动者服务站点"
    MIND = "mind", "职工心灵驿站"


class PackState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CHECKED = "checked", "已核对"
    REHEARSED = "rehearsed", "已试算"
    PUBLISHED = "published", "已公布"


class RecordKind(models.TextChoices):
    """What is issued after a measure and points at it."""

    EXTEND = "extend", "延长试行"
    REPEAL = "repeal", "废止"
    ERRATUM = "erratum", "勘误"


class RecordState(models.TextChoices):
    ENTERED = "entered", "待核对"
    CONFIRMED = "confirmed", "已生效"
    DROPPED = "dropped", "已撤下"


class Counted(models.TextChoices):
    WORKDAYS = "workdays", "工作日"
    DAYS = "days", "自然日"


#: How long a period may be: five years of the calendar, as a waiting time after a title was taken; working days are
#: known no further than their calendars.
MOST_DAYS = {Counted.WORKDAYS: 366, Counted.DAYS: 1830}


class TitleLevel(models.TextChoices):
    """Who names a demonstration site."""

    DISTRICT = "district", "区(市)级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATIONAL = "national", "全国级"


class Times(models.TextChoices):
    """Whether a site got money before."""

    FIRST = "first", "首次"
    REPEAT = "repeat", "再次"


class Bound(models.TextChoices):
    """Whom a number of activities a year binds."""

    SITE = "site", "每个阵地"
    PRIMARY = "primary", "每个基层工会"


class LadderAction(models.TextChoices):
    """The rungs of dynamic management, from the mildest on; the last two are for titles and for filings."""

    REMIND = "remind", "提醒"
    RECTIFY = "rectify", "限期整改"
    SUSPEND = "suspend", "暂停挂牌"
    REVOKE = "revoke", "取消示范阵地资格并摘牌"
    CANCEL = "cancel", "注销备案"


class AcceptanceLevel(models.TextChoices):
    """Who goes and looks before a site is filed."""

    DISTRICT = "district", "区(市)或主管工会"
    CITY = "city", "市总工会"
    THIRD_PARTY = "third_party", "第三方机构"


class SealScanDue(models.TextChoices):
    """By when the stamped paper must be scanned."""

    BEFORE_SUBMIT = "before_submit", "提交申报前"
    BEFORE_DECISION = "before_decision", "作出决定前"
    AFTER_FILING = "after_filing", "备案后补交(不影响办理)"


#: Limits that the nightly watch reads, counted in days of the calendar. A measure without one leaves its check alone.
WATCH_LIMITS = {
    "expiry_notice": "证照物资到期前提醒",
    "use_silence": "无使用记录",
    "map_listing": "备案后标注地图",
    "fault_repair": "故障修复",
    "confirmation": "资料核实有效期",
    "confirm_hours": "开放时间和开放对象核实有效期",
    "confirm_place": "地址和怎么找到门核实有效期",
    "confirm_facilities": "面积和设施核实有效期",
    "confirm_phone": "对外电话核实有效期",
    "confirm_people": "负责人和内部电话核实有效期",
    "confirm_maps": "地图上图情况核实有效期",
    "self_check_notice": "自查到期前提醒",
    "self_check_late": "自查严重逾期",
    "title_notice": "称号到期前提醒",
    "season_notice": "开班前确认",
}
