"""Which processes belong to one running portal, and how do they end together? Knows nothing of what they do."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings

#: For all together, from the moment they are asked. Whoever is cut off leaves its transaction undone, and the worker
#: finds what is owed in the database again.
PATIENCE_SECONDS = 1.5


class Household:
    """Children in process groups of their own: Ctrl-C reaches only the parent, which then ends them all."""

    def __init__(self) -> None:
        self._members: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str, module: bool = True) -> None:
        python = [sys.executable, "-m"] if module else [sys.executable]
        # Celery's warning about running as root tells the reader of this console nothing to act on.
        environment = {**os.environ, "PORTAL_NO_BOOTSTRAP": "1", "PYTHONWARNINGS": "ignore::UserWarning"}
        self._members[name] = subprocess.Popen(  # noqa: S603  # own command
            [*python, *command], cwd=settings.BASE_DIR, env=environment, start_new_session=True
        )

    def ended(self) -> Iterator[tuple[str, int]]:
        """Who ended by itself since the last time, with the exit code."""
        for name, member in list(self._members.items()):
            code = member.poll()
            if code is not None:
                _signal(self._members.pop(name), signal.SIGKILL)
                yield name, code

    def stop(self) -> None:
        """Ask all, wait, then insist; what a child started ends with it."""
        for member in self._members.values():
            member.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for member in self._members.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                member.wait(timeout=max(0.0, deadline - time.monotonic()))
            _signal(member, signal.SIGKILL)
            member.wait()
        self._members.clear()


def _signal(member: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(member.pid, number)
    except ProcessLookupError:
        return
