#!/usr/bin/env python3
"""The portal's command line. On a fresh machine it first makes its own environment (unionportal/bootstrap.py)."""

import os
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    # By path, because the package itself needs what is not installed yet.
    bootstrap = runpy.run_path(str(Path(__file__).resolve().parent / "unionportal" / "bootstrap.py"))
    bootstrap["prepare"](sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
