#!/usr/bin/env python3
"""Is Django's deployment check silent with production settings, and do they refuse what is unsafe?"""

from __future__ import annotations

import os
import subprocess
import sys

SAFE = {
    "DJANGO_SETTINGS_MODULE": "unionportal.settings.production",
    "SECRET_KEY": "x7Q-long-enough-and-random-" + "k3J9" * 12,
    "ALLOWED_HOSTS": "example.org",
}


def run(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **SAFE, **changes}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def main() -> int:
    safe = run()
    if safe.returncode:
        print(safe.stdout, safe.stderr)
        return 1
    for change in (
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "embedded-only-change-me"},
        {"DEBUG": "1"},
        {"ALLOWED_HOSTS": ""},
    ):
        if run(**change).returncode == 0:
            print(f"production settings accept {change}")
            return 1
    print("check --deploy is silent; unsafe settings are refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
