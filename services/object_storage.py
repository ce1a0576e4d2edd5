"""Where a workspace keeps its files: in its data folder, or in the object store that `REHEARSAL_OBJECTS` names."""

from __future__ import annotations

import threading
import time
from functools import lru_cache

from errors import UserError
from objects.folder import FolderStore
from objects.interface import ObjectStore, ObjectStoreError
from objects.s3 import S3Store
from services.configuration import get_configuration
from services.workspace import Workspace

__all__ = ["ObjectStoreError", "find_store_failure", "open_remote_store", "open_store"]

# Whoever probes the server gives up after a few seconds, and may ask every few: the store is not asked each time.
_PROBE_SECONDS = 2.0
_PROBE_KEEP_SECONDS = 10.0
_probe_lock = threading.Lock()
_probed: dict[tuple[str, str], tuple[float, str]] = {}


def open_store(ws: Workspace) -> ObjectStore:
    """Return the store of a workspace: its object store where it has one, else the data folder."""
    return open_remote_store() or FolderStore(ws.data)


def open_remote_store() -> ObjectStore | None:
    """Return the object store, the same for as long as the settings are; None when files lie in the data folder."""
    configuration = get_configuration()
    if not configuration.objects:
        return None
    return _open(configuration.objects, configuration.objects_endpoint)


@lru_cache(maxsize=8)
def _open(address: str, endpoint: str) -> ObjectStore:
    return S3Store(address, endpoint)


def find_store_failure() -> str:
    """Return a sentence about what is wrong with the object store, "" when it answers or there is none.

    The answer is up to ten seconds old.
    """
    configuration = get_configuration()
    key = configuration.objects, configuration.objects_endpoint
    if not configuration.objects:
        return ""
    with _probe_lock:  # held while the store is asked, so that many who ask at once ask it once
        probed = _probed.get(key)
        if probed is None or time.monotonic() - probed[0] > _PROBE_KEEP_SECONDS:
            try:
                # A list, because only its refusal tells a missing bucket from a missing object.
                next(S3Store(*key, request_seconds=_PROBE_SECONDS).list("backups/"), None)
                failure = ""
            except UserError as error:
                failure = f"{error} {error.remedy}".strip()
            probed = _probed[key] = time.monotonic(), failure
        return probed[1]
