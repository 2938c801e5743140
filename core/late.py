"""Libraries that take long to load and are needed by few requests: loaded when they are first asked for something."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Late:
    """Stands for a module; every attribute comes from the real one."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
