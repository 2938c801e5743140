"""Does each installation start with the settings it says, and refuse what would be unsafe?"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.services import create_user
from core import clock
from core.actor import SYSTEM
from unionportal.logs import JsonFormatter
from unionportal.middleware import TrustedProxies
from unionportal.safety import clock_is_free, refuse_unsafe_start
from unionportal.settings import environment as env

ROOT = Path(__file__).resolve().parents[2]
SAFE = {"SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "portal.example.org"}


def start_production(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, because settings are read once."""
    unset = {"DEBUG", "DATABASE_URL", "REDIS_URL", "PORTAL_TEST_CLOCK", *SAFE}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    told = {"DJANGO_SETTINGS_MODULE": "unionportal.settings.production", "PORTAL_VAR": str(tmp_path)}
    code = "import json, django; django.setup(); from django.conf import settings as s; "
    code += "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.CLOCK_PIN]))"
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=kept | told | SAFE | changes, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_production_starts_with_secure_cookies_and_a_clock_nobody_can_stop(tmp_path: Path) -> None:
    run = start_production(tmp_path, PORTAL_TEST_CLOCK="2026-03-02T09:00:00+08:00")
    assert json.loads(run.stdout) == [True, True, True, None], run.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [{"SECRET_KEY": ""}, {"SECRET_KEY": "short"}, {"DEBUG": "1"}, {"ALLOWED_HOSTS": ""}]
)
def test_production_refuses_what_is_unsafe(tmp_path: Path, change: dict[str, str]) -> None:
    run = start_production(tmp_path, **change)
    assert run.returncode != 0
    assert "ImproperlyConfigured" in run.stderr
    assert next(iter(change)) in run.stderr


@pytest.mark.django_db
def test_a_real_installation_does_not_start_beside_demo_logins(settings: Any) -> None:
    refuse_unsafe_start()
    create_user("keeper", "演示", password=None, home_union=None, actor=SYSTEM, now=clock.now(), is_demo=True)
    refuse_unsafe_start()
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="演示账号"):
        refuse_unsafe_start()


def test_a_clock_stopped_outside_the_tests_is_an_error(settings: Any) -> None:
    settings.CLOCK_PIN = "2026-03-02T09:00:00+08:00"
    assert clock_is_free(None) == []
    settings.TESTING = False
    assert [error.id for error in clock_is_free(None)] == ["unionportal.E002"]


def test_database_addresses_are_read_with_their_escapes(tmp_path: Path) -> None:
    found = env.database(
        "postgresql://clerk:p%40ss@db.example.org:5433/portal?sslmode=require", tmp_path / "x"
    )
    assert found["ENGINE"].endswith("postgresql")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "clerk",
        "p@ss",
        "db.example.org",
        "5433",
    )
    assert found["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off -c cursor_tuple_fraction=1"}
    beside = env.database("postgresql://portal@db/portal", tmp_path / "x", "a/b#c%40@d")
    assert (beside["PASSWORD"], beside["HOST"]) == ("a/b#c%40@d", "db")
    pooled = env.database("postgresql://clerk@pool/portal?options=", tmp_path / "x")
    assert pooled["OPTIONS"] == {}
    with pytest.raises(ValueError, match="postgresql"):
        env.database("mysql://somewhere/portal", tmp_path / "x")


def test_one_machine_keeps_one_secret_that_only_its_owner_reads(tmp_path: Path) -> None:
    first = env.kept_secret(tmp_path / "secret_key")
    assert env.kept_secret(tmp_path / "secret_key") == first
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_sqlite_is_shared_by_several_processes_without_being_locked() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: PostgreSQL shares by itself")
    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def address_seen(**headers: str) -> str:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    TrustedProxies(view)(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers))
    return seen[0]


def test_a_claimed_address_changes_nothing_unless_a_proxy_is_named(settings: Any) -> None:
    claim = "1.2.3.4, 5.6.7.8"
    assert address_seen(HTTP_X_FORWARDED_FOR=claim) == "10.0.0.9"
    settings.TRUSTED_PROXIES = 1
    assert address_seen(HTTP_X_FORWARDED_FOR=claim) == "5.6.7.8"
    settings.TRUSTED_PROXIES = 3
    assert address_seen(HTTP_X_FORWARDED_FOR=claim) == "10.0.0.9"


def fail_to_sign_in(client: Client, **headers: str) -> HttpResponse:
    form = {"username": "nobody", "password": "wrong"}
    answer: HttpResponse = client.post("/accounts/login/", form, **headers)  # type: ignore[arg-type,assignment]  # headers are texts
    return answer


@pytest.mark.django_db
def test_too_many_failures_lock_out_before_the_password_is_looked_at(client: Client, settings: Any) -> None:
    create_user("nobody", "某人", password="right-password", home_union=None, actor=SYSTEM, now=clock.now())
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = fail_to_sign_in(client, HTTP_X_FORWARDED_FOR=f"9.9.9.{number}")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 15 * 60
    assert "分钟" in answer.content.decode()
    right = client.post("/accounts/login/", {"username": "nobody", "password": "right-password"})
    assert right.status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.1.1.1")
    assert fail_to_sign_in(elsewhere).status_code == 200, "nobody can lock out a colleague from elsewhere"


@pytest.mark.django_db
def test_pages_and_the_back_office_forbid_foreign_and_inline_code(client: Client) -> None:
    for address in ("/accounts/login/", "/admin/login/", "/no/such/page/"):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy


@pytest.mark.django_db
def test_health_pages_answer_machines_without_signing_in(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"
    answer = client.get("/readyz")
    parts = answer.json()["parts"]
    assert parts["database"]["state"] == parts["migrations"]["state"] == "ok"
    assert parts["worker"]["state"] == "failed", "no worker has ever run here"
    assert answer.status_code == 503


def test_a_log_line_is_one_json_object() -> None:
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, "已发送 %s 封", (3,), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "已发送 3 封"


@pytest.mark.django_db
def test_migrating_makes_the_table_of_the_embedded_cache(settings: Any) -> None:
    """The test runner makes it by itself, so that its lack would show in an installation only."""
    if settings.REDIS_URL:
        pytest.skip("Redis is the cache")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE portal_cache")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert "portal_cache" in connection.introspection.table_names()
