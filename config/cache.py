"""The cache on Redis, without which the portal goes on: what is kept there are counts of requests, for limits alone.

While Redis is away nothing is found, nothing is kept, and every count is the first: limits let through whom they would
count. The portal does not wait for it: after a failure it is left alone for a few seconds.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import ConnectionPool
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
AWAY_SECONDS = 3.0


class Reachability:
    """Whether a server is worth asking, for all threads of a process; says once that it went and that it is back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away_until: float | None = None

    @property
    def is_away(self) -> bool:
        """Whether a call failed a moment ago."""
        until = self._away_until
        return until is not None and time.monotonic() < until

    def failed(self, error: Exception) -> None:
        """Note that a call failed."""
        with self._lock:
            is_news = self._away_until is None
            self._away_until = time.monotonic() + AWAY_SECONDS
        if is_news:
            logger.warning("The cache cannot be reached; rates are not limited until it can: %s", error)

    def worked(self) -> None:
        """Note that a call worked."""
        if self._away_until is None:
            return
        with self._lock:
            is_news, self._away_until = self._away_until is not None, None
        if is_news:
            logger.warning("The cache can be reached again; rates are limited.")


@cache
def pool_of(server: str) -> ConnectionPool:
    """One pool of connections for all threads of a process; Django's own client has one for each."""
    return ConnectionPool.from_url(server, socket_connect_timeout=0.5, socket_timeout=0.5)


@cache
def reachability_of(server: str) -> Reachability:
    """What all threads know of a server."""
    return Reachability()


class ForgivingClient(RedisCacheClient):
    """Django's client of one server; while that is away it answers as an empty cache does."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        (self.server,) = servers

    def _get_connection_pool(self, write: bool) -> ConnectionPool:
        return pool_of(self.server)

    def _ask(self, otherwise: Any, call: Callable[..., Any], *arguments: Any) -> Any:
        """What `call` gives, or `otherwise` where the server is away."""
        reachability = reachability_of(self.server)
        if reachability.is_away:
            return otherwise
        try:
            answer = call(*arguments)
        except RedisError as error:
            reachability.failed(error)
            return otherwise
        reachability.worked()
        return answer

    def add(self, key: Any, value: Any, timeout: Any) -> Any:
        """Whether it was kept, there being none yet: who asks for a lock gets it."""
        return self._ask(True, super().add, key, value, timeout)

    def get(self, key: Any, default: Any) -> Any:
        """The value or `default`."""
        return self._ask(default, super().get, key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> Any:
        """Keep it, if possible."""
        return self._ask(None, super().set, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> Any:
        """Whether it is kept for longer."""
        return self._ask(False, super().touch, key, timeout)

    def delete(self, key: Any) -> Any:
        """Whether it was there."""
        return self._ask(False, super().delete, key)

    def get_many(self, keys: Any) -> Any:
        """What is there of `keys`."""
        return self._ask({}, super().get_many, keys)

    def has_key(self, key: Any) -> Any:
        """Whether it is there."""
        return self._ask(False, super().has_key, key)

    def incr(self, key: Any, delta: Any) -> Any:
        """The number after adding `delta`, by one question; Django asks two. Raises ValueError if none is there."""
        return self._ask(delta, self._incr_known, key, delta)

    def _incr_known(self, key: Any, delta: Any) -> Any:
        client = self.get_client(key, write=True)
        number = client.incr(key, delta)
        if number == delta:
            client.delete(key)
            raise ValueError(f"Key '{key}' not found.")
        return number

    def set_many(self, data: Any, timeout: Any) -> Any:
        """Keep them, if possible."""
        return self._ask(None, super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> Any:
        """Forget them, if possible."""
        return self._ask(None, super().delete_many, keys)

    def clear(self) -> Any:
        """Whether everything was forgotten."""
        return self._ask(False, super().clear)


class ForgivingRedisCache(RedisCache):
    """Django's cache on one Redis server, that never fails a request."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
