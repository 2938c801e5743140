"""A site gets the code of its door when its first sticker is printed, and another one when the old is to count no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.reach import working_grants
from core.actor import Actor
from core.audit import record
from core.policy import NotAllowed
from core.workflow import TransitionRefused, attempt
from sites.at_door.selectors import PRINTERS, code_in_force, codes_by_site, printable
from sites.codes import is_valid_code, make_token
from sites.models import DoorCode, ServiceSite, Sticker, StickerSheet
from sites.refusals import Refusal
from sites.services.telling import Sender
from sites.use.services.keeping import keeping

#: A print holds this many stickers; more are another print.
MOST_STICKERS = 300

#: How many stand on a page of A4.
PER_PAGE = (1, 2, 4, 8)

_LABEL = "打印二维码标牌"
_RENEW = "更换门口二维码"


def print_stickers(codes: Sequence[str], per_page: int, *, actor: Actor, now: datetime) -> StickerSheet:
    """A sheet for these sites, in the order of their names; what has no code yet gets one."""
    wanted = set(codes)
    if per_page not in PER_PAGE:
        raise Refusal("请选择每页打印几张。")
    if not wanted:
        raise Refusal("请至少选择一处阵地。")
    if len(wanted) > MOST_STICKERS:
        raise Refusal(f"一次最多打印 {MOST_STICKERS} 处,请分几次打印。")
    sheet = StickerSheet(
        actor_id=actor.key,
        actor_name=actor.name,
        office=actor.office,
        scope_path=actor.path,
        at=now,
        per_page=per_page,
        rows=len(wanted),
    )
    with attempt(actor, "site.print_stickers", sheet, now=now, label=_LABEL):
        if not working_grants(actor, PRINTERS):
            raise NotAllowed("二维码标牌由阵地负责人和主管工会打印,您的账号没有这项权限。")
        sites = _held(printable(actor).filter(code__in=[code for code in wanted if is_valid_code(code)]))
        if len(sites) != len(wanted):
            raise TransitionRefused(
                f"所选的 {len(wanted)} 处阵地中有 {len(wanted) - len(sites)} 处已注销或不由您管理,没有打印。"
                "请刷新列表后重新选择。"
            )
        sheet.save(force_insert=True)
        given = _codes_for(sites, now)
        Sticker.objects.bulk_create(
            Sticker(sheet=sheet, code=given[site.pk], position=place) for place, site in enumerate(sites, 1)
        )
        record(actor, "site.print_stickers", sheet, now=now, label=_LABEL)
    return sheet


def _held(rows: QuerySet[ServiceSite]) -> list[ServiceSite]:
    """In their own order; held in that of their keys, as whoever signs for many sites holds them, and without these keys."""
    held = rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)
    return list(rows.filter(pk__in=list(held)))


def _codes_for(sites: Iterable[ServiceSite], now: datetime) -> dict[int, DoorCode]:
    """The code in force of each site, whose rows are held."""
    keys = [site.pk for site in sites]
    there = codes_by_site(keys)
    fresh = [
        DoorCode(site_id=key, number=1, mark=make_token(), issued_at=now) for key in keys if key not in there
    ]
    DoorCode.objects.bulk_create(fresh)
    return there if not fresh else codes_by_site(keys)


def renew_code(site_id: int, *, by: Sender) -> DoorCode:
    """The stickers that hang count no more; a code that was copied is worthless from now on."""
    with keeping(site_id, _RENEW, by) as site:
        before = code_in_force(site)
        if before is None:
            raise TransitionRefused("这处阵地还没有打印过二维码标牌,不需要更换。请直接打印标牌。")
        before.ended_at = by.now
        before.save(update_fields=["ended_at"])
        code = DoorCode.objects.create(
            site=site, number=before.number + 1, mark=make_token(), issued_at=by.now
        )
        changes = {"门口二维码": (f"第{before.number}版", f"第{code.number}版")}
        record(by.actor, "site.renew_code", site, now=by.now, label=_RENEW, changes=changes)
    return code
