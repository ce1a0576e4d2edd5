"""A file is there whole, as it was, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import files


def test_the_parts_follow_each_other_and_nothing_else_is_left(tmp_path: Path) -> None:
    files.write_atomically(tmp_path / "deep" / "a.bin", b"one ", b"two")
    assert (tmp_path / "deep" / "a.bin").read_bytes() == b"one two"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["a.bin"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("old")
    with pytest.raises(RuntimeError), files.stage_file(place) as staged:
        staged.write_text("half of the n")
        assert place.read_text() == "old"
        raise RuntimeError
    assert place.read_text() == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_durable_file_reaches_the_disk_before_it_takes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a.txt"
    synchronised: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synchronised.append(place.exists()))
    files.write_atomically(place, b"x", durable=False)
    assert synchronised == []
    place.unlink()
    files.write_atomically(place, b"x")
    assert synchronised == [False, True]  # the file before the move, the folder after it


@pytest.mark.parametrize("content", ["é", "é".encode()])
def test_the_digest_is_sha_256(content: str | bytes) -> None:
    assert files.digest(content, 8) == "4a99557e"
    assert len(files.digest(content)) == 64
    assert files.digest("\ud800") != files.digest("")


@pytest.mark.parametrize(
    ("stem", "portable"),
    [
        ("con", "con-file"),
        ("COM1", "COM1-file"),
        ("lpt\u00b2", "lpt\u00b2-file"),
        ("conin$", "conin$-file"),
        ("console", "console"),
        ("com", "com"),
        ("pools", "pools"),
    ],
)
def test_a_name_that_is_a_device_elsewhere_gets_another(stem: str, portable: str) -> None:
    assert files.make_portable_stem(stem) == portable
