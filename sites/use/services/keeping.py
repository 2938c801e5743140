"""What has every entry in common: the right, the site in use, the days not frozen, who entered it, its line in the trail?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from core.actor import Actor
from core.audit import record
from core.words import chinese_day
from core.workflow import StaleEdit, TransitionRefused, attempt
from sites.models import ServiceSite
from sites.models.entered import Entered, SiteRecord
from sites.policy import SITES
from sites.refusals import Refusal
from sites.services.closing import told_by
from sites.services.telling import Sender
from sites.use.freezing import why_frozen
from sites.vocabulary import IN_USE

KEEP = "keep_records"


@contextmanager
def keeping(site_id: int, label: str, by: Sender) -> Iterator[ServiceSite]:
    """The site's row, held until the end, for who may keep its records. One transaction; refusals are recorded."""

    def about() -> ServiceSite:
        return ServiceSite.objects.get(pk=site_id)

    with attempt(by.actor, f"site.{KEEP}", about, now=by.now, label=label):
        rows = ServiceSite.objects.select_for_update(of=("self",))
        site = rows.select_related("managing_union", "version").get(pk=site_id)
        SITES.require(by.actor, KEEP, site)
        if site.state not in IN_USE:
            raise TransitionRefused(f"阵地{site.state_label},不再登记使用情况。已有的记录保留备查。")
        yield site


def require_keeping(site: ServiceSite, *, actor: Actor, now: datetime) -> None:
    """Before a form is read: may the person record anything here? Raises ``NotAllowed``, recorded."""
    with attempt(actor, f"site.{KEEP}", site, now=now, label="登记使用情况"):
        SITES.require(actor, KEEP, site)


def opened_on(site: ServiceSite) -> date | None:
    return site.version.opened_on if site.version else None


def refuse(problems: Mapping[str, str]) -> None:
    """Raises ``Refusal`` with all problems in one breath."""
    if problems:
        raise Refusal("".join(problems.values()))


def refuse_frozen(site: ServiceSite, first: date, last: date) -> None:
    said = why_frozen(site, first, last)
    if said:
        raise TransitionRefused(said)


def refuse_stale(row: Entered, by: Sender) -> None:
    """The person looked at another revision; what nobody has entered yet is revision 0."""
    if by.seen is not None and by.seen != row.revision:
        raise StaleEdit(
            f"您打开页面之后,{row}已由{row.office or '他人'}修改。请刷新页面核对后再保存。"
            if row.revision
            else "这条记录已被删除。请刷新页面查看。"
        )


def keep(row: Entered, site: ServiceSite, by: Sender, *, is_new: bool) -> None:
    """Write the row as entered by this person now."""
    told = told_by(site, by.actor)
    row.site, row.entered_at, row.revision = site, by.now, row.revision + 1
    row.entered_by_id, row.entered_as, row.office = (
        told["published_by_id"],
        told["published_as"],
        told["office"],
    )
    row.save(force_insert=is_new)


def tell(
    row: Entered,
    label: str,
    by: Sender,
    *,
    before: Mapping[str, str],
    after: Mapping[str, str],
    note: str = "",
) -> None:
    """The line in the trail: which columns changed, in words."""
    changes = {
        name: (before.get(name, ""), after.get(name, ""))
        for name in {**before, **after}
        if before.get(name, "") != after.get(name, "")
    }
    action = f"use.{row._meta.model_name}"
    record(by.actor, action, row, now=by.now, label=label, note=note, changes=changes)


#: Columns that say nothing about what was recorded.
_FRAME = {"id", "site", "entered_by", "entered_as", "office", "entered_at", "revision", "source", "due_on"}
_FRAME |= {field.name for field in SiteRecord._meta.fields if field.name.startswith("remov")}


def words_of(row: Entered) -> dict[str, str]:
    """What a row says, by the labels of its columns."""
    found: dict[str, str] = {}
    for field in row._meta.concrete_fields:
        if field.name not in _FRAME:
            value = getattr(row, f"{field.name}_label", getattr(row, field.attname))
            found[str(field.verbose_name)] = _word(value, dict(field.flatchoices))
    return found


def _word(value: Any, choices: Mapping[Any, Any]) -> str:
    if value is None:
        return ""
    return str(choices.get(value, chinese_day(value) if isinstance(value, date) else value))
