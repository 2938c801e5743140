"""How satisfied are people? The result of a year with its sample, totals of paper forms, the sheet with the code."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.qr import stamped_qr_url
from core.templatetags.portal import cn_date
from rulebook.selectors import least_samples
from sites.models import RatingCount
from sites.use.forms import PaperRatingForm
from sites.use.rates import rate, rate_words
from sites.use.rating_door import closed_words
from sites.use.selectors import ratings_in
from sites.use.views.frame import UsePage
from sites.use.views.records import RecordsPage
from sites.use.vocabulary import ANSWERS


class RatingsPage(RecordsPage):
    """``/desk/sites/<code>/use/ratings/``"""

    name = "site-use-ratings"
    template_name = "sites/use/ratings.html"
    form_class = PaperRatingForm
    lead = "扫码评价由系统累计;收了纸质问卷的,在这里填合计份数。"
    empty = "还没有登记纸质问卷。"
    columns = (
        {"label": "收集日期"},
        *({"label": label, "numeric": True} for label in ANSWERS.values()),
        {"label": "满意率", "numeric": True},
    )

    def cells(self, row: RatingCount) -> list[dict[str, Any]]:
        return [
            {"text": f"{cn_date(row.first_day)}至{cn_date(row.last_day)}"},
            *({"text": f"{getattr(row, name):,} 份"} for name in ANSWERS),
            {"text": rate_words(rate(row.satisfied + row.mostly, row.sample))},
        ]

    def of_list(self, row: Any) -> dict[str, Any]:
        return {
            **super().of_list(row),
            "results": [self._result(self.now.year - back) for back in (0, 1)],
            "rate_url": reverse("site-rate", args=[self.site.code]),
            "poster_url": reverse("site-use-poster", args=[self.site.code]),
            "closed_words": closed_words(self.site),
        }

    @cached_property
    def least(self) -> int:
        asked = (self.site.union_path, self.site.kind.family, self.site.site_type)
        return least_samples([asked], self.now.date())[asked]

    def _result(self, year: int) -> dict[str, Any]:
        """满意率 = (满意 + 基本满意) / 全部, with the sample beside it."""
        found = ratings_in(self.site, date(year, 1, 1), date(year, 12, 31))
        sample = sum(found.values())
        good = found["satisfied"] + found["mostly"]
        counts = "、".join(f"{label} {found[name]:,}" for name, label in ANSWERS.items())
        few = f"少于 {self.least} 份,考核时不计这一项。" if sample < self.least else ""
        return {
            "label": f"{year}年满意率",
            "value": rate_words(rate(good, sample)) if sample else "还没有评价",
            "note": f"有效评价 {sample:,} 份({counts})。{few}" if sample else "",
        }


class PosterPage(UsePage):
    """``/desk/sites/<code>/use/ratings/poster/``: a sheet to put up at the door."""

    name = "site-use-ratings"
    template_name = "sites/use/poster.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        site = self.site
        address = request.build_absolute_uri(reverse("site-rate", args=[site.code]))
        return self.page(
            site=site,
            address=address,
            code=stamped_qr_url(address),
            answers=ANSWERS.values(),
            back_url=self.url,
        )
