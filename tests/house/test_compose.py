"""Would the compose file start a whole and safe installation? Its shape here; its processes in tests/hostile/test_clockwork.py."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TOLD = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = TOLD["services"]
#: Those that may stand there any number of times.
MANY = ("web", "worker")
OURS = ("web", "worker", "beat", "migrate")


def test_every_part_is_there_and_says_when_it_is_well():
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}
    silent = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    assert silent == {"migrate"}, "a migration ends"


def test_the_scheduler_is_well_as_long_as_it_ticks(tmp_path):
    """The command of the file itself, at another place."""
    beat = SERVICES["beat"]
    place = beat["command"][beat["command"].index("--schedule") + 1]
    kind, *program, asked = beat["healthcheck"]["test"]
    assert (kind, program) == ("CMD", ["python", "-c"]) and f"{place}.seen" in asked
    seen = tmp_path / "beat.seen"

    def is_well() -> bool:
        told = asked.replace(f"{place}.seen", str(seen))
        return subprocess.run([sys.executable, "-c", told], capture_output=True, check=False).returncode == 0

    assert not is_well(), "it has not ticked yet"
    seen.touch()
    assert is_well()
    long_ago = seen.stat().st_mtime - 5 * 60
    os.utime(seen, (long_ago, long_ago))
    assert not is_well()


def test_what_must_survive_lies_in_volumes():
    assert set(TOLD["volumes"]) == {"database", "queue", "media", "backups"}
    mounted = {each.split(":")[0] for service in SERVICES.values() for each in service["volumes"]}
    assert set(TOLD["volumes"]) <= mounted
    assert "--appendonly" in SERVICES["redis"]["command"]


def test_nothing_secret_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "DB_PASSWORD", "ALLOWED_HOSTS"):
        assert re.search(rf"\$\{{{name}:\?", text), f"{name} must be asked for"
    for name, value in SERVICES["web"]["environment"].items():
        if re.search("KEY|PASSWORD|TOKEN|URL|HEADERS", name):
            assert "${" in value or (urlsplit(value).password is None and "://" in value), name


def test_nobody_runs_as_root():
    assert all(SERVICES[name]["user"] == "portal" for name in OURS)
    assert "unprivileged" in SERVICES["proxy"]["image"]
    assert re.search("^USER portal$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in OURS:
        assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("name", MANY)
def test_any_number_of_them_can_stand_side_by_side(name):
    service = SERVICES[name]
    assert "container_name" not in service and "ports" not in service and "hostname" not in service


def test_nothing_starts_before_the_tables_are_there():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    for name in ("db", "redis"):
        assert SERVICES["migrate"]["depends_on"][name] == {"condition": "service_healthy"}


def test_the_proxy_hides_the_numbers_logs_no_question_and_retries_nothing_that_changes():
    shared = (ROOT / "deploy/nginx/portal.inc").read_text(encoding="utf-8")
    assert "location = /metrics { return 404; }" in shared
    assert "non_idempotent" not in shared
    assert "X-Forwarded-For $remote_addr;" in shared, "what a visitor claims is not passed on"
    for name in ("http.conf", "https.conf"):
        text = (ROOT / "deploy/nginx" / name).read_text(encoding="utf-8")
        (form,) = re.findall(r"log_format portal '(.*)';", text)
        assert "$told_uri" in form and "$request_uri" not in form and "$args" not in form
        for opens in ("invitations", "m"):
            assert f"~^/{opens}/ /{opens}/-/;" in text, "what opens a door by itself stands in no log"
        assert "$remote_addr" not in form
        assert "include /etc/nginx/portal.inc;" in text


def client_of_compose():
    """Today's client is a word of ``docker``; the one before it, which many servers still have, stands alone."""
    for line in (["docker", "compose"], ["docker-compose"]):
        found = shutil.which(line[0])
        if found and not subprocess.run([*line, "version"], capture_output=True, check=False).returncode:
            return line
    return None


def read_by_the_client(told):
    client = client_of_compose()
    if client is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("neither docker compose nor docker-compose on this machine")
    return subprocess.run(
        [*client, "-f", str(ROOT / "docker-compose.yml"), "config"],
        env={**{name: value for name, value in os.environ.items() if name not in SECRETS}, **told},
        capture_output=True,
        text=True,
        check=False,
    )


#: What the administrator sets before the first start.
SECRETS = {"SECRET_KEY": "x" * 60, "DB_PASSWORD": "y", "ALLOWED_HOSTS": "portal.example.cn"}


def test_the_client_itself_reads_the_file_as_it_is_meant():
    read = read_by_the_client(SECRETS)
    assert read.returncode == 0, read.stderr
    found = yaml.safe_load(read.stdout)["services"]
    assert set(found) == set(SERVICES)
    for name in OURS:
        told = found[name]["environment"]
        assert (told["DATABASE_URL"], told["DB_PASSWORD"]) == ("postgresql://portal@db:5432/portal", "y")
        assert found[name]["user"] == "portal"
        assert found[name].get("command") == SERVICES[name].get("command")


@pytest.mark.parametrize("name", SECRETS)
def test_the_client_itself_asks_for_what_is_not_set(name):
    read = read_by_the_client({key: value for key, value in SECRETS.items() if key != name})
    assert read.returncode != 0
    assert f"please set {name}" in read.stderr
