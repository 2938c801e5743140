"""The process behind ``tests/nursery.py``: for each name of a log that it reads, it becomes a worker that writes there."""

from __future__ import annotations

import os
import signal
import sys

import django
from celery.bin.celery import main
from django.db import connections

from unionportal.celery import app


def become_a_worker(line: list[str], log: str) -> None:
    """Leader of its own group, like a process that was started from nothing. Never comes back."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number, place in enumerate((os.open(os.devnull, os.O_RDONLY), out, out)):
        os.dup2(place, number)
    sys.argv = line
    main()


def serve(line: list[str]) -> None:
    django.setup()
    app.loader.import_default_modules()
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for log in sys.stdin:
        child = os.fork()
        if not child:
            become_a_worker(line, log.rstrip("\n"))
        os.setpgid(child, child)  # whoever hears of it may kill the whole of it, however far it is
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.argv[1:])
