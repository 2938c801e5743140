#!/usr/bin/env python3
"""Would a migration stop a running portal? First migrations are free; later ones must be safe beside the old code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
import django.core.management
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings.test")


def main() -> int:
    settings.INSTALLED_APPS += ["django_migration_linter"]
    django.setup()
    arguments = [
        "lintmigrations",
        str(ROOT),
        "--no-cache",
        "--ignore-initial-migrations",
        "--quiet",
        "ok",
        "ignore",
    ]
    django.core.management.execute_from_command_line([sys.argv[0], *arguments, "--exclude-apps", "axes"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
