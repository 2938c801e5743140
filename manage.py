#!/usr/bin/env python3
"""The portal's command line. On a fresh machine it first makes its own environment (unionportal/bootstrap.py)."""

import os
import sys

from unionportal.bootstrap import prepare

if __name__ == "__main__":
    prepare(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionportal.settings")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
