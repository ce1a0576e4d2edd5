"""Where a workspace keeps its files: in its data folder, or in the object store that `REHEARSAL_OBJECTS` names."""

from __future__ import annotations

from functools import lru_cache

from objects.folder import FolderStore
from objects.interface import ObjectStore
from objects.s3 import S3Store
from services.configuration import get_configuration
from services.workspace import Workspace


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
