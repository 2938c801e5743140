"""The floor: the smallest Django program that shows 50 rows of 11 columns from the same tables.

A project of its own in one file, so that nothing of the portal is in it: default middleware, two queries, one
template. ``DATABASE_URL`` and ``SECRET_KEY`` are the portal's, so that its sessions are valid here as well.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

_url = urlsplit(os.environ["DATABASE_URL"])
_THIS = "unionportal.bench.floor"

if not settings.configured:
    settings.configure(
        SECRET_KEY=os.environ["SECRET_KEY"],
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=_THIS,
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        AUTH_USER_MODEL="accounts.User",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "accounts",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": _url.path.lstrip("/"),
                "USER": _url.username or "",
                "PASSWORD": _url.password or "",
                "HOST": _url.hostname or "",
                "PORT": str(_url.port or ""),
                "CONN_MAX_AGE": 600,
            }
        },
    )
    django.setup()

ROWS = """
SELECT s.code, s.name, s.site_type, s.state, s.access, s.district_id, u.name, s.filing_number, s.filed_on,
       s.confirmed_on, s.updated_at
FROM service_sites_servicesite s JOIN accounts_union u ON u.id = s.managing_union_id
WHERE s.district_id = %s AND s.state = 'open' ORDER BY s.updated_at DESC LIMIT 50
"""
COUNT = "SELECT count(*) FROM service_sites_servicesite WHERE district_id = %s AND state = 'open'"
PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ total }}</title><table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def _page(district: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [district])
        (total,) = cursor.fetchone()
        cursor.execute(ROWS, [district])
        rows = cursor.fetchall()
    return HttpResponse(PAGE.render({"total": total, "rows": rows}))


def anonymous(request: HttpRequest) -> HttpResponse:
    return _page(request.GET.get("district", ""))


def signed_in(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return _page(request.GET.get("district", ""))


urlpatterns = [path("anonymous/", anonymous), path("signed-in/", signed_in)]
application = get_wsgi_application()
