"""How do two processes share the suite? Test by test, but all browser tests in one: two Chromiums choke two cores."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class OneChromium(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneChromium:
    return OneChromium(config, log)
