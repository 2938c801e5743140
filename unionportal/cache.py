"""A cache that is away is an empty one: pages that only need the database go on, and nothing is counted meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

logger = logging.getLogger(__name__)


def _forgiving(name: str, instead: Callable[..., Any]) -> Callable[..., Any]:
    real = getattr(RedisCache, name)

    @wraps(real)
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return real(self, *args, **kwargs)
        except (ConnectionError, TimeoutError):
            logger.warning("the cache is away")
            return instead(*args, **kwargs)

    return ask


class ForgivingRedis(RedisCache):
    """Whatever is asked finds nothing, whatever is put is forgotten."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        short = {"socket_connect_timeout": 0.5, "socket_timeout": 2}
        super().__init__(server, {**params, "OPTIONS": {**short, **params.get("OPTIONS", {})}})

    get = _forgiving("get", lambda key, default=None, version=None: default)
    get_many = _forgiving("get_many", lambda keys, version=None: {})
    set = _forgiving("set", lambda *args, **kwargs: None)
    set_many = _forgiving("set_many", lambda data, *args, **kwargs: list(data))
    add = _forgiving("add", lambda *args, **kwargs: True)
    incr = _forgiving("incr", lambda key, delta=1, version=None: delta)
    touch = _forgiving("touch", lambda *args, **kwargs: False)
    delete = _forgiving("delete", lambda *args, **kwargs: False)
    delete_many = _forgiving("delete_many", lambda *args, **kwargs: None)
    has_key = _forgiving("has_key", lambda *args, **kwargs: False)
    clear = _forgiving("clear", lambda *args, **kwargs: False)
