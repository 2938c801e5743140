"""How a reader asks for large type, and what a request that cannot be read is answered; knows no row."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.context_processors import LARGE_TYPE_COOKIE

ONE_YEAR = 365 * 24 * 60 * 60


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the frame of whoever is signed in, and the reason where the person can do something about it."""
    reasons = {
        TooManyFilesSent: f"一次选择的文件超过 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个,没有保存。"
        "请返回上一页,分几次上传。",
        TooManyFieldsSent: "提交的内容过多,没有保存。请返回上一页,分几次填写。",
        RequestDataTooBig: "提交的内容过大,没有保存。请返回上一页,减少内容后重新提交。",
    }
    return render(request, "400.html", {"reason": reasons.get(type(exception), "")}, status=400)


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
