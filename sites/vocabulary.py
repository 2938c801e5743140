"""The closed word lists of the register: states, access, build modes, slots. No database, no clock."""

from __future__ import annotations

from django.db import models


class SiteState(models.TextChoices):
    PLANNED = "planned", "筹建"
    OPEN = "open", "正常开放"
    SUSPENDED = "suspended", "暂停开放"
    RECTIFYING = "rectifying", "整改中"
    CANCELLED = "cancelled", "已注销"


#: States in which the door is part of the register; the others are before or after it.
IN_USE = (SiteState.OPEN, SiteState.SUSPENDED, SiteState.RECTIFYING)


class Access(models.TextChoices):
    PUBLIC = "public", "面向公众"
    MEMBERS = "members", "工会会员"
    OWN_STAFF = "own_staff", "本单位职工"
    APPOINTMENT = "appointment", "预约"


class Extent(models.TextChoices):
    """公开范围: whether the finder, the map and open data show the site."""

    LISTED = "listed", "公开"
    UNLISTED = "unlisted", "不公开(仅扫码可见)"


class Entry(models.TextChoices):
    OPEN_DOOR = "open_door", "直接进入"
    ASK_STAFF = "ask_staff", "请现场人员开门"
    SCAN = "scan", "扫码开门"
    CARD = "card", "刷卡或刷证"


class BuildMode(models.TextChoices):
    UNION_RUN = "union_run", "工会自建"
    SHARED = "shared", "共建共享"
    THIRD_PARTY = "third_party", "委托第三方运营"


class HostKind(models.TextChoices):
    """Who owns the room; the list follows what published lists of stations name."""

    UNION = "union", "工会"
    EMPLOYER = "employer", "用人单位"
    BANK = "bank", "银行网点"
    POST = "post", "邮政快递网点"
    TELECOM = "telecom", "通信营业厅"
    POWER = "power", "供电营业厅"
    PETROL = "petrol", "加油站"
    PHARMACY = "pharmacy", "药店"
    SHOP = "shop", "商超便利店"
    RESTAURANT = "restaurant", "餐饮门店"
    PROPERTY = "property", "物业服务企业"
    COMMUNITY = "community", "社区(党群)服务中心"
    GOVERNMENT = "government", "政务服务大厅"
    SANITATION = "sanitation", "环卫设施"
    PARK = "park", "公园景区"
    TRANSPORT = "transport", "公交地铁站场"
    LOGISTICS = "logistics", "物流园区"
    BUILDING = "building", "建筑工地"
    HOSPITAL = "hospital", "医院"
    SCHOOL = "school", "学校"
    MOBILE = "mobile", "流动车或集装箱"
    OTHER = "other", "其他"


class Datum(models.TextChoices):
    """The source a pin was read from, in the words of a clerk."""

    GCJ02 = "gcj02", "高德/腾讯"
    BD09 = "bd09", "百度"
    WGS84 = "wgs84", "GPS/天地图"


class PhotoSlot(models.TextChoices):
    PLATE = "plate", "门牌"
    OVERVIEW = "overview", "全景"
    FACILITIES = "facilities", "设施"
    RULES = "rules", "制度上墙"
    ENTRANCE = "entrance", "入口"


class LikenessVerdict(models.TextChoices):
    """What two places that look alike turned out to be."""

    SAME = "same", "同一处"
    DIFFERENT = "different", "不是同一处"


class HonourLevel(models.TextChoices):
    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    CITY = "city", "市级"
    DISTRICT = "district", "区(市)级"


class NoticeKind(models.TextChoices):
    """What can be told of a site at once. A notice restricts or corrects; it never raises what scores."""

    CLOSURE = "closure", "临时停开"
    REOPENING = "reopening", "恢复开放"
    HOURS = "hours", "临时调整开放时间"
    RECALL = "recall", "取消临时时间"
    PHONE = "phone", "对外电话"
    MANAGER = "manager", "负责人和内部电话"
    MAPS = "maps", "地图上图情况"
    CONFIRMATION = "confirmation", "资料核实无误"
    SUPPLIES = "supplies", "物资情况"


#: Kinds that last: they are announced, begin and end.
LASTING = (NoticeKind.CLOSURE, NoticeKind.HOURS)

#: Kinds that hold: those that last, and the last word on each supply. The others are done when they are told.
STANDING = (*LASTING, NoticeKind.SUPPLIES)

#: Facts that each correction may touch, and nothing else.
CORRECTED = {
    NoticeKind.PHONE: ("public_phone",),
    NoticeKind.MANAGER: ("manager_name", "manager_post", "manager_phone", "daily_keeper"),
    NoticeKind.MAPS: ("listed_amap", "listed_baidu", "listed_tencent"),
}


class SupplyState(models.TextChoices):
    """How much of one supply is at the site; what was told last holds."""

    ENOUGH = "enough", "充足"
    LOW = "low", "不足"
    OUT = "out", "缺货"


class Basis(models.TextChoices):
    """On what a closure rests. What was decided is not ended by a notice."""

    NOTICE = "notice", "运营公告"
    DECISION = "decision", "工会决定"


class Origin(models.TextChoices):
    """Where a version came from that no case proposed."""

    NOTICE = "notice", "运营公告"
    HANDOVER = "handover", "交接"
