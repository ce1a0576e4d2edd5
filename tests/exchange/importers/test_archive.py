"""Archives that are not opened, and what is said of each."""

from __future__ import annotations

import io
import zipfile

import pytest

from errors import UserError
from exchange.importers import archive


def make_zip(files: dict[str, bytes], flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        for entry in packed.infolist():
            entry.flag_bits |= flags
    return out.getvalue()


def test_an_encrypted_file_is_named() -> None:
    with pytest.raises(UserError, match=r"“deep/secret\.md” is encrypted\.") as caught:
        archive.open_archive(make_zip({"deep/secret.md": b"x"}, flags=0x1))
    assert caught.value.remedy == "Pack it without a password."


def test_a_bomb_is_named() -> None:
    with pytest.raises(UserError, match=r"“zeros\.md” grows more than"):
        archive.open_archive(make_zip({"zeros.md": bytes(3 * 1024 * 1024)}))


def test_the_sum_of_all_files_is_bounded_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1024 * 1024)
    kept = make_zip({"a.md": bytes(512 * 1024), "b.md": bytes(512 * 1024)})
    assert len(archive.open_archive(kept).infolist()) == 2
    with pytest.raises(UserError, match=r"the archive has 2 MB; 1 MB is the most\.") as caught:
        archive.open_archive(make_zip({"a.md": bytes(1024 * 1024), "b.md": bytes(1024 * 1024)}))
    assert caught.value.remedy == "Pack less."
