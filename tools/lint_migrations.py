#!/usr/bin/env python3
"""Would a migration stop a running portal? First migrations are free; later ones must be safe beside the old code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django_migration_linter import MigrationLinter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings.test")

#: Looked at by hand. A text column that only grows longer is a change of the catalogue in PostgreSQL: no row is rewritten,
#: and the old code goes on writing shorter texts into it. The other replaces a unique index by one over fewer rows.
SAFE = ["0009_longer_parts", "0005_several_demonstration_assessments"]

OURS = ["accounts", "core", "desk", "demonstration", "filing", "inspection", "rulebook", "service_sites"]


def main() -> int:
    django.setup()
    linter = MigrationLinter(
        path=str(ROOT),
        include_apps=OURS,
        no_cache=True,
        ignore_initial_migrations=True,
        ignore_name=SAFE,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return 1 if linter.has_errors or not linter.nb_total else 0


if __name__ == "__main__":
    sys.exit(main())
