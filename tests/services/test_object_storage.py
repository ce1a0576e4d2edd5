"""Where files lie: in the data folder, or in the bucket that a setting names."""

from __future__ import annotations

from pathlib import Path

import pytest

from objects.folder import FolderStore
from services.object_storage import find_store_failure, open_remote_store, open_store
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # no database is opened


def test_files_lie_in_the_data_folder_unless_a_bucket_is_named(tmp_path: Path, s3_environment: dict[str, str]) -> None:
    ws = Workspace(data=tmp_path, content=tmp_path)
    bucket = open_remote_store()
    assert bucket is not None
    assert open_store(ws) is bucket
    assert open_remote_store() is bucket  # the same for as long as the settings are
    assert s3_environment["REHEARSAL_OBJECTS"].removeprefix("s3://") in bucket.address
    assert find_store_failure() == ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REHEARSAL_OBJECTS", "s3://no-such-bucket/prefix")
        assert open_remote_store() is not bucket
        assert find_store_failure() != ""
        patch.delenv("REHEARSAL_OBJECTS")
        patch.delenv("REHEARSAL_OBJECTS_ENDPOINT")
        assert open_remote_store() is None
        assert find_store_failure() == ""
        folder = open_store(ws)
        assert isinstance(folder, FolderStore)
        assert folder.folder == tmp_path
