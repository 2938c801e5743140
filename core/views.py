"""How a reader asks for large type on every page; knows nothing but the cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.context_processors import LARGE_TYPE_COOKIE

ONE_YEAR = 365 * 24 * 60 * 60


@csrf_exempt  # it changes only how this browser shows pages; a token would force a cookie on every public page
@require_POST
def toggle_large_type(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off and return to the same page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.COOKIES.get(LARGE_TYPE_COOKIE):
        response.delete_cookie(LARGE_TYPE_COOKIE)
    else:
        response.set_cookie(
            LARGE_TYPE_COOKIE,
            "1",
            max_age=ONE_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
