"""Work is done in a process of its own and tells what it took."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from unionportal.bench.meter import Cost

ROUNDS = 3


def apart(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "unionportal.bench.apart", *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # own command
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def cost_of(told: dict[str, Any]) -> Cost:
    return Cost(told["cpu"], told["wall"])
