"""What stands in the addresses of the money, who gets what there, and what proper forms send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from demonstration.models import BatchState, Subsidy, SubsidyBatch, SubsidyPool, SubsidyState, UseReport
from demonstration.subsidies import services
from demonstration.subsidies.seal import digest_of_lines
from demonstration.subsidies.services import PoolFacts
from rulebook.models import RulePack
from sites.models import ServiceSite
from sites.paper_files import clean_paper
from sites.services import keep_paper
from tests.demonstration.worlds import a_meeting
from tests.factories import actor_of
from tests.office import NOW
from tests.pdfs import plain_pdf

#: A batch that is worked out: ``sums``, with its line ``worked``; one that is approved: ``granted``, with ``paying``.
GET = """\
subsidies           -         login     403    403      403   200  200     403
subsidy-pool-new    -         login     403    403      403   200  403     403
subsidy-new         -         login     403    403      403   200  403     403
subsidy-batch       sums      login     404    404      404   200  200     404
subsidy-act         sums      login     405    405      405   405  405     405
subsidy-approve     sums      login     404    404      404   404  403     404
subsidy-pay         granted   login     404    404      404   403  403     404
subsidy-paper       granted   login     404    404      404   200  200     404
subsidy-xlsx        granted   login     405    405      405   405  405     405
subsidy-csv         granted   login     405    405      405   405  405     405
subsidy             worked     login     404    404      404   200  200     404
subsidy             paying     login     200    200      404   200  200     404
subsidy-edit        worked     login     404    404      404   200  403     404
subsidy-leave-out   worked     login     404    404      404   200  403     404
subsidy-release     paying     login     403    403      404   200  403     404
subsidy-pay-line    paying     login     403    403      404   403  403     404
subsidy-receipt     paying     login     403    404      404   404  403     404
subsidy-use         paying     login     404    404      404   404  403     404
subsidy-recall      paying     login     403    403      404   404  403     404
subsidy-recover     paying     login     403    403      404   403  403     404
subsidy-use-paper   paying     login     200    200      404   200  200     404
subsidy-voucher     voucher    login     200    200      404   200  200     404
"""

POST = """\
subsidy-pool-new    -         login     403    403      403   302  403     403
subsidy-new         -         login     403    403      403   400  403     403
subsidy-act         sums      login     404    404      404   302  403     404
subsidy-approve     sums      login     404    404      404   400  403     404
subsidy-pay         granted   login     404    404      404   403  403     404
subsidy-xlsx        granted   login     404    404      404   200  403     404
subsidy-csv         granted   login     404    404      404   200  403     404
subsidy-edit        worked     login     404    404      404   302  403     404
subsidy-leave-out   worked     login     404    404      404   302  403     404
subsidy-release     paying     login     403    403      404   302  403     404
subsidy-pay-line    paying     login     403    403      404   403  403     404
subsidy-receipt     paying     login     403    409      404   409  403     404
subsidy-use         paying     login     409    409      404   409  403     404
subsidy-recall      paying     login     403    403      404   409  403     404
subsidy-recover     paying     login     403    403      404   403  403     404
"""

_NOTICE = {"number": "15号", "budget_year": "2026", "paid_on": NOW.date().isoformat()}


@dataclass
class Purse:
    """The rows of the table."""

    sums: SubsidyBatch
    granted: SubsidyBatch
    worked: Subsidy
    paying: Subsidy
    spent: UseReport

    @property
    def args(self) -> dict[str, list[Any]]:
        batches = {"sums": [self.sums.pk], "granted": [self.granted.pk]}
        return (
            batches
            | {"worked": [self.worked.number], "paying": [self.paying.number]}
            | {"voucher": [self.paying.number, self.spent.pk]}
        )

    def body(self, name: str, of: str) -> dict[str, Any]:
        row = getattr(self, of, None)
        frame = {"key": str(uuid.uuid4()), "seen": str(row.revision if row else 0)}
        day = NOW.date().isoformat()
        spent = {
            "item": "空调",
            "amount": "10",
            "spent_on": day,
            "voucher_number": "记-1",
            "asset_number": "",
        }
        return frame | {
            "subsidy-pool-new": {"name": "专项", "source": "省总", "year": "2026", "amount": "10"},
            "subsidy-act": {"action": "drop", "note": "重新测算"},
            "subsidy-pay": _NOTICE,
            "subsidy-pay-line": _NOTICE,
            "subsidy-edit": {"keeper": ""},
            "subsidy-leave-out": {"note": "已由街道补助"},
            "subsidy-release": {"note": "单位撤销"},
            "subsidy-receipt": {"number": "HZ-1", "received_on": day},
            "subsidy-use": spent,
            "subsidy-recall": {"amount": "10", "ground": "取消资格"},
            "subsidy-recover": {"amount": "10", "number": "9号", "received_on": day},
        }.get(name, {})


def purse_of(office: Any) -> Purse:
    """Two batches over the mind station of the keeper's union, written as rows."""
    city = actor_of(office.people["city"])
    facts = PoolFacts("阵地建设补助", "市总本级", 2026, 10_000_000)
    pool = services.enter_pool(office.city, facts, actor=city, now=NOW)
    site = ServiceSite.objects.filter(site_type="mind_station", managing_union=office.primary).earliest("pk")

    def batch(title: str, **columns: Any) -> tuple[SubsidyBatch, Subsidy]:
        row = SubsidyBatch.objects.create(
            pool=pool,
            title=title,
            site_types=[site.site_type],
            pack=RulePack.objects.filter(family="mind", state="published").latest("effective_from"),
            made_by=city.name,
            made_by_id=office.people["city2"].pk,
            made_at=NOW,
            **columns,
        )
        approved = row.state == BatchState.APPROVED
        line = Subsidy.objects.create(
            number=f"BZ2026-{row.pk:05d}-0001",
            batch=row,
            site=site,
            state=SubsidyState.APPROVED if approved else SubsidyState.PROPOSED,
            tier="市级示范",
            rule="“市级示范”:市级;5,000.00 元",
            facts={
                "level": "city",
                "score": None,
                "children": None,
                "is_repeat": False,
                "site_type": site.site_type,
            },
            amount=500_000,
            payee=site.managing_union,
            updated_at=NOW,
            approved_at=NOW if approved else None,
        )
        return row, line

    sums, worked = batch("心灵驿站补助", state=BatchState.DRAFT)
    meeting = a_meeting(office.city)
    granted, paying = batch("上一批补助", state=BatchState.APPROVED, meeting=meeting, approved_at=NOW)
    SubsidyBatch.objects.filter(pk=granted.pk).update(digest=digest_of_lines([paying]))
    SubsidyPool.objects.filter(pk=pool.pk).update(committed=paying.amount)
    paper = keep_paper(
        clean_paper(plain_pdf()), owner_union=site.managing_union, uploader_id=city.key, now=NOW
    )
    spent = UseReport.objects.create(
        subsidy=paying,
        item="饮水机",
        amount=100,
        spent_on=NOW.date(),
        voucher_number="记-1",
        voucher=paper,
        entered_by=city.name,
        entered_at=NOW,
    )
    return Purse(sums, SubsidyBatch.objects.get(pk=granted.pk), worked, paying, spent)
