"""Values that cost much and were asked for a moment ago: kept up to a number, and made once for all who ask at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class RecentValues(Generic[Value]):
    """The values that were asked for last. One that two ask for at once is made once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[tuple[object, ...], Value] = {}
        self._lock = threading.Lock()
        self._locks_by_key: dict[tuple[object, ...], threading.Lock] = {}

    def get(self, key: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now when it is not there."""
        with self._lock:
            if key in self._values:
                self._values[key] = self._values.pop(key)  # the least recently used stands first
                return self._values[key]
            key_lock = self._locks_by_key.setdefault(key, threading.Lock())
        with key_lock:
            with self._lock:
                if key in self._values:  # made while this one waited for the lock
                    return self._values[key]
            try:
                value = make()
            except BaseException:
                with self._lock:
                    self._locks_by_key.pop(key, None)
                raise
            # Both at once: somebody who came in between would find neither value nor lock, and make it again.
            with self._lock:
                self._locks_by_key.pop(key, None)
                self._values[key] = value
                while len(self._values) > self._size:
                    del self._values[next(iter(self._values))]
            return value
