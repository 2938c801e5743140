"""How does a case begin? With a type, then the managing union and the district."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from accounts.models import Union
from accounts.selectors import unions_managed_by
from core.policy import NotAllowed
from core.text_guard import normalise_text
from filing.forms import StartForm
from filing.forms.starting import types_for
from filing.pages import section_url
from filing.policy import WRITERS
from filing.services import start_filing
from filing.services.reaching import refuse_start
from filing.states import FilingKind
from filing.views.base import DeskPage
from filing.views.on_site import SERVICES, StartOnSite
from sites.codes import is_valid_code, normalise_code
from sites.models import ServiceSite
from sites.sections import SECTIONS
from sites.selectors import sites_like

MOST_WORDS = 60

OTHER_KINDS = [
    (f"办理{kind.label}", f"?kind={kind.value}") for kind in (FilingKind.CHANGE, FilingKind.CANCEL)
]

CRUMBS = (("备案", reverse_lazy("filings")),)


MAY_NOT_START = "新建备案由阵地负责人、街道(镇)工会或区(市)总工会经办人办理,您的账号没有这项权限。"


class NewFiling(DeskPage):
    """``/desk/filings/new/?kind=register&type=``"""

    template_name = "filing/new.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Changes and cancellations begin at a site; only a new site begins here."""
        if request.GET.get("kind", FilingKind.REGISTER) not in FilingKind.values:
            raise Http404
        if (request.POST.get("kind") or request.GET.get("kind")) in SERVICES:
            return StartOnSite.as_view()(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen_union(request.GET.get("union", ""))
        site_type = request.GET.get("type", "")
        if site_type not in dict(self.types):
            return self.page(types=self.types, crumbs=CRUMBS, others=OTHER_KINDS)
        like = self.similar_site(request.GET.get("like", ""), site_type)
        if like is not None and chosen is None:
            chosen = self.unions.filter(pk=like.managing_union_id).first()
        form = StartForm(
            actor=self.actor, words=self.words, chosen=chosen, like=like, initial={"type": site_type}
        )
        return self.show(form, site_type)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not types_for(self.actor):
            refuse_start(MAY_NOT_START, actor=self.actor, now=self.now)
        form = StartForm(request.POST, actor=self.actor, words=self.words)
        if not form.is_valid():
            return self.show(form, request.POST.get("type", ""), status=400)
        return self.once(lambda: self.start(form))

    @property
    def types(self) -> list[tuple[str, str]]:
        types = types_for(self.actor)
        if not types:
            raise NotAllowed(MAY_NOT_START)
        return types

    @property
    def words(self) -> str:
        return normalise_text(self.request.GET.get("q", "")[: MOST_WORDS * 4])[:MOST_WORDS]

    def chosen_union(self, text: str) -> Union | None:
        """The union named in the address; one beyond reach does not exist."""
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise Http404
        found = self.unions.filter(pk=int(text)).first()
        if found is None:
            raise Http404
        return found

    @property
    def unions(self) -> QuerySet[Union]:
        return unions_managed_by(self.actor, WRITERS)

    def similar_site(self, code: str, site_type: str) -> ServiceSite | None:
        """The site named in the address; one beyond reach, or of another type, does not exist."""
        if not code:
            return None
        known = is_valid_code(code)  # else it may hold what a database does not take
        found = sites_like(self.actor, site_type).filter(code=normalise_code(code)).first() if known else None
        if found is None:
            raise Http404
        return found

    def show(self, form: StartForm, site_type: str, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            crumbs=CRUMBS,
            words=self.words,
            like=self.request.GET.get("like", ""),
            site_type=site_type,
            type_label=dict(self.types).get(site_type, ""),
            again_url=f"{reverse('filing-new')}?kind={FilingKind.REGISTER}",
        )

    def start(self, form: StartForm) -> str:
        data = form.cleaned_data
        filing = start_filing(
            site_type=data["type"],
            union=data["union"],
            district=data["district"],
            like=data.get("like"),
            actor=self.actor,
            now=self.now,
        )
        return section_url(filing, SECTIONS[0].code)
