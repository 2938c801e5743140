"""What the register brings to the nightly watch."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.checks import Act, Check, InAdvance, OneOf, Severity
from core.registry import CHECKS, FORMER_CHECKS
from sites.at_door.odd import LEAST, QUIET, SWAP, OddScan
from sites.confirming import GROUPS
from sites.types import site_types
from sites.use.checks import FAULT_DAYS
from sites.watched import door, papers, people, seasons, told, used

KEEPER, OFFICER = "阵地负责人", "区(市)总工会经办人"

#: Where most of it is mended.
CHANGE = Act("变更备案", "filing-new", "kind=change&site={}")
NOTICES = Act("运营公告", "site-notices")
USE = Act("登记使用", "site-use")
DOOR = Act("门口办理", "site-door")

#: Facts that are the last day of a paper: code, what ends, and whose matter it is beside the keeper's.
DATED_FACTS = (
    ("papers_end", "机构证照"),
    ("carer_papers_end", "保育人员证件"),
    ("health_papers_end", "健康证明"),
    ("insurance_ends", "儿童意外伤害保险"),
    ("certificates_end", "咨询师证书"),
    ("medicine_ends", "药品"),
)


def _add(code: str, title: str, meaning: str, **more: Any) -> None:
    CHECKS.register(code, Check(code=code, title=title, meaning=meaning, **more))


def _add_paper(
    code: str, name: str, last_day: papers.LastDay, remedy: str, touched: Any, act: Act = CHANGE
) -> None:
    """A paper with a last day: asked for before it, found missing after it."""
    more: dict[str, Any] = {"who_acts": KEEPER, "remedy": remedy, "touched": touched, "act": act}
    label = {"ends_on": f"{name}到期日"}
    _add(
        f"{code}_ending",
        f"{name}即将到期",
        f"登记的{name}到期日已在办法规定的提醒期内。",
        severity=Severity.HINT,
        term=papers.NOTICE,
        failing=partial(papers.ending, last_day),
        inputs={**label, "notice": "提前 {} 天提醒"},
        **more,
    )
    _add(
        f"{code}_ended",
        f"{name}已到期",
        f"登记的{name}到期日已过,没有登记新的到期日。",
        severity=Severity.SERIOUS,
        failing=partial(papers.ended, last_day),
        inputs=label,
        climbs=True,
        follows=f"{code}_ending",
        in_advance=InAdvance("到这一天还没有登记新的到期日的,列为:"),
        **more,
    )


_add_paper(
    "agreement",
    "共建协议",
    papers.agreements,
    "续签后,用“变更备案”登记新的协议截止日期。",
    papers.facts_changed,
)
for _fact, _name in DATED_FACTS:
    _add_paper(
        _fact,
        _name,
        papers.fact(_fact),
        f"更换或续办后,用“变更备案”登记新的{_name}到期日。",
        papers.facts_changed,
    )
_add_paper(
    "supplies",
    "物资",
    papers.supplies,
    "更换后,在“运营公告”中登记新的到期日。",
    papers.supplies_told,
    NOTICES,
)

_add(
    "use_silent",
    "长期没有使用记录",
    "超过办法规定的天数没有登记使用人次或活动,也没有人扫码登记;停开过的,从恢复开放起算。",
    who_acts=KEEPER,
    remedy="补登月度使用人次或活动;确实停用的,发布停开公告或申请注销。",
    in_advance=InAdvance(
        "到这一天还没有登记使用人次或活动的,列为:",
        "按月登记使用人次,有活动的随时登记;确实停用的,发布停开公告或申请注销。",
    ),
    severity=Severity.CAUTION,
    term=used.SILENCE,
    failing=used.unused,
    act=USE,
    inputs={"last_use": "最近使用或恢复开放日期", "span": "间隔不超过 {} 天"},
    touched=used.use_told,
    climbs=True,
)
_add(
    "activities_few",
    "年度活动不足",
    "上一年度登记的活动场次少于办法规定。",
    who_acts=KEEPER,
    remedy="补登上一年度的活动;确实不足的,制定本年度计划。",
    severity=Severity.CAUTION,
    term="activities_per_year",
    failing=used.few_activities,
    act=USE,
    in_advance=InAdvance(
        "到年底登记的活动场次仍少于规定的,列为:", "在年底以前办够规定场次的活动,并逐场登记。"
    ),
    inputs={"held": "上一年度 {} 场", "floor": "应不少于 {} 场"},
    touched=used.use_entered,
    climbs=True,
)
_add(
    "activities_few_union",
    "基层工会年度活动不足",
    "上一年度这家工会各阵地登记的活动场次合计少于办法规定。",
    who_acts="主管的基层工会",
    remedy="补登上一年度的活动;确实不足的,制定本年度计划。",
    severity=Severity.CAUTION,
    subject="union",
    term="activities_per_year",
    failing=used.few_activities_of_unions,
    inputs={"held": "上一年度 {} 场", "floor": "应不少于 {} 场"},
)
_add(
    "map_missing",
    "没有标注电子地图",
    "公开的阵地在高德、百度、腾讯地图上都没有标注。",
    who_acts=KEEPER,
    remedy="向地图平台申报标注,标注后在“运营公告”中登记上图情况。",
    severity=Severity.HINT,
    term=told.LISTING,
    failing=told.off_maps,
    act=NOTICES,
    inputs={"filed": "备案日期", "span": "应在备案后 {} 天内标注"},
    touched=papers.facts_changed,
)
for _group in GROUPS:
    _one = OneOf("{}没有按期核实", _group.label)
    _add(
        f"unconfirmed_{_group.code}",
        _one.title,
        "超过办法规定的天数没有核实;办法没有单独规定的项目,按资料核实有效期计算。",
        one_of=_one,
        who_acts=KEEPER,
        remedy="在“门口办理”中逐项核对,没有变化的点“核实无误”,有变化的先更正。",
        severity=Severity.HINT,
        term=_group.terms[0],
        else_term=_group.terms[1],
        failing=partial(door.unconfirmed, _group.code),
        act=DOOR,
        inputs={"last": "最近核实日期", "span": "应每 {} 天核实一次"},
        touched=partial(door.confirmed, _group.code),
    )
_MEND = "尽快修好,修好后在“门口办理”中点“已修好”。"
_MENDED_IN_TIME = "在修复期限前修好,修好后在“门口办理”中点“已修好”。"
_add(
    "fault_unmended",
    "故障超期未修复",
    "登记的故障超过办法规定的天数没有修好。",
    who_acts=KEEPER,
    remedy=_MEND,
    severity=Severity.CAUTION,
    term=door.REPAIR,
    failing=door.broken,
    act=DOOR,
    in_advance=InAdvance("到这一天还没有修好的,列为:", _MENDED_IN_TIME),
    inputs={"due": "修复期限", "span": "应在 {} 天内修好"},
    touched=door.mended,
    climbs=True,
)
_add(
    "fault_waiting",
    "故障较久没有修好",
    f"登记的故障超过 {FAULT_DAYS} 天没有修好;办法没有规定修复期限,只作提醒。",
    who_acts=KEEPER,
    remedy=_MEND,
    severity=Severity.HINT,
    failing=door.waiting,
    act=DOOR,
    in_advance=InAdvance(remedy=_MENDED_IN_TIME),
    inputs={"due": "一般修复期限"},
    touched=door.mended,
)
_add(
    "code_old",
    "旧二维码仍有人在用",
    f"门口二维码更换满 {SWAP} 天后,换下的旧码仍被打开;旧码能看不能登记。连续 {QUIET} 天没有人打开的,自动结束。",
    who_acts=KEEPER,
    remedy="到门口看一看,撕下旧标牌,换上新标牌。旧标牌确已撕下的,是有人留着旧码的照片,不需要处理。",
    severity=Severity.HINT,
    failing=door.old_codes,
    act=DOOR,
    inputs={"number": "第{}版旧码", "times": "发现时已打开 {} 次", "door": ""},
    page=("site-door", "door"),
)
_add(
    "code_away",
    "关门时间有人扫码登记",
    f"同一天有 {LEAST[OddScan.SHUT]} 人次以上在登记的关门时间扫码登记:门口二维码可能被拍照转发,也可能开放时间登记有误。"
    f"连续 {QUIET} 天没有再出现的,自动结束。",
    who_acts=KEEPER,
    remedy="先核对开放时间,有误的更正。没有错的,在“门口办理”中更换门口二维码,打印新标牌换下旧标牌。",
    severity=Severity.CAUTION,
    failing=door.codes_away,
    act=DOOR,
    inputs={"number": "第{}版门口二维码", "times": "发现时已有 {} 人次", "door": ""},
    touched=door.code_renewed,
    page=("site-door", "door"),
)
_add(
    "keeper_missing",
    "没有在用的阵地负责人",
    "没有账号在用的负责人,提醒和整改通知没有人接收。",
    who_acts=OFFICER,
    remedy="办理交接,指定新的负责人。",
    severity=Severity.SERIOUS,
    failing=people.without_keeper,
    touched=people.keepers_named,
    looks_back=False,
)
_add(
    "officer_missing",
    "工会没有经办人",
    "工会主管着在用的阵地,却没有账号在用的经办人。",
    who_acts="市总工会系统管理员",
    remedy="在管理后台的“授权”中指定经办人。",
    severity=Severity.SERIOUS,
    subject="union",
    failing=people.without_officer,
    act=Act("授权", "admin:accounts_rolegrant_changelist"),
    looks_back=False,
)
_add(
    "season_not_confirmed",
    "未确认假期开班",
    "按上一次推算,离开班已不足办法规定的天数,托管驿站还没有确认这次是否开班,公众查不到。",
    who_acts=KEEPER,
    remedy="在阵地档案的“假期开班”中核对后确认;不开班的,登记不开班。",
    severity=Severity.CAUTION,
    term=seasons.NOTICE,
    families=frozenset(each.family for each in site_types() if each.is_seasonal),
    failing=seasons.unconfirmed,
    inputs={"expected": "推算的开班日期", "notice": "应提前 {} 天确认"},
    touched=seasons.confirmed,
    turns=seasons.expected_between,
    act=Act("假期开班", "site-season"),
    in_advance=InAdvance("到这一天还没有确认的,列为:"),
)
#: The whole file as one: every group of facts has its own check now.
FORMER_CHECKS.register("facts_unconfirmed", "资料长期没有核实")
