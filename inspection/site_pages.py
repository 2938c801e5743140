"""Which site is a new record about? Named by its code in the address; beyond reach there is none."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import cached_property

from core.views import OfficePage
from sites.models import ServiceSite
from sites.selectors import site_within
from sites.services.reaching import note_site_out_of_reach


class PageAboutSite(OfficePage):
    """A page with ``?site=<code>``; without one the site is looked for."""

    @cached_property
    def site(self) -> ServiceSite | None:
        code = self.request.GET.get("site", "")
        if not code:
            return None
        found = site_within(self.actor, code)
        if found is None:
            if self.request.method == "POST":
                note_site_out_of_reach(code, actor=self.actor, now=self.now)
            raise Http404
        return found
