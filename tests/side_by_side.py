"""How do two processes share the suite? Test by test, but all browser tests in one: two Chromiums choke two cores.

And so do the tests of a file that starts a database server of its own, or builds a whole city.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser/", "tests/hostile/test_database_gone.py", "tests/demo/test_city.py")


class OneOfEach(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneOfEach:
    return OneOfEach(config, log)
