"""The public pages of the register. They know no person, start no session and set no cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.selectors import centre_of, district_names
from core import clock
from core.qr import qr_svg
from rulebook.selectors import load_calendar
from sites.codes import is_valid_code, normalise_code
from sites.finder import finder_page, nearest_open
from sites.forms import FinderForm, page_of
from sites.forms.chips import address_without
from sites.geo import Point
from sites.selectors import public_site, published_photo
from sites.types import site_type, site_types
from sites.widening import ways_out

#: A picture taken off the page is gone from caches soon; a code never changes.
PHOTO_SECONDS = 5 * 60
QR_SECONDS = 24 * 60 * 60

#: Pixels of a point: large enough to be printed and put up at the door.
QR_SCALE = 8


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Which sites are there, and which of them are open now?"""
    form = FinderForm(request.GET, districts=district_names())
    page = finder_page(
        form.site_filter,
        page=page_of(request.GET),
        now=clock.now(),
        calendar=load_calendar(),
        here=form.here,
        open_now=form.is_open_now,
    )
    context: dict[str, Any] = {"form": form, "page": page, "types": site_types()}
    if not page.total and form.chips:
        context |= _instead(form)
    return render(request, "sites/finder.html", context)


def _instead(form: FinderForm) -> dict[str, Any]:
    """Nothing was found: what would find something, and where the nearest of the type is open now."""
    by = form.site_filter
    centre = centre_of(by.district) if by.district and not form.here else None
    here = form.here or (Point(*centre) if centre else None)
    district = dict(form.choices["district"]).get(by.district, "")
    return {
        "ways": [
            (way.words, address_without(form.query, *way.names))
            for way in ways_out(by, open_now=form.is_open_now)
        ],
        "elsewhere": nearest_open(by, here=here, now=clock.now(), calendar=load_calendar())
        if district
        else (),
        "whence": f"距{district}中心" if centre else "距您",
        "is_seasonal": bool(by.site_type) and site_type(by.site_type).is_seasonal,
    }


def known_code(code: str) -> str:
    """The code as it is stored; 404 for what cannot be one."""
    if not is_valid_code(code):
        raise Http404
    return normalise_code(code)


@require_safe
@cache_control(public=True, max_age=PHOTO_SECONDS)
def site_photo(request: HttpRequest, code: str, key: UUID) -> HttpResponse | FileResponse:
    """A picture that the site's page shows; ``?size=s`` gives the small one."""
    photo = published_photo(known_code(code), key)
    if photo is None:
        raise Http404
    stored = photo.attachment.small if request.GET.get("size") == "s" else photo.attachment.file
    try:
        opened = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@cache_control(public=True, max_age=QR_SECONDS)
def site_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The code at the door: leads to the site's page."""
    site = public_site(known_code(code))
    if site is None:
        raise Http404
    address = request.build_absolute_uri(reverse("site-page", args=[site.code]))
    drawn = qr_svg(address, scale=QR_SCALE, title="阵地二维码")
    return HttpResponse(drawn, content_type="image/svg+xml")
