"""Whatever is wrong with the file, `check` says it in sentences, and nothing ends in a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from store import connection as database
from store.__main__ import main


def make_database(path: Path) -> bytes:
    with database.session(path) as connection:
        connection.execute("UPDATE learners SET name = 'Ada'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close_idle(path)
    return path.read_bytes()


def run_check(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["--database", str(path), "check"])
    told = capsys.readouterr()
    return status, told.out + told.err


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_page_is_a_sentence(path: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    whole = make_database(path)
    rng = random.Random(seed)
    data = bytearray(whole)
    page = rng.randrange(len(data) // 4096)
    start = page * 4096 + (100 if page == 0 and seed % 2 else 0)
    for place in range(start, min(start + rng.choice((16, 200, 3996)), len(data))):
        data[place] = rng.randrange(256)
    path.write_bytes(data)
    status, told = run_check(path, capsys)
    assert status in (0, 1, 2) and told.strip()
    for command in (["backup", str(path.parent / f"copy-{seed}.sqlite3")], ["tables"], ["export", "learners"]):
        assert main(["--database", str(path), *command]) in (0, 2)
    assert "Traceback" not in told


@pytest.mark.parametrize("page", [0, 1])
def test_a_spoiled_schema_is_named(path: Path, capsys: pytest.CaptureFixture[str], page: int) -> None:
    whole = make_database(path)
    data = bytearray(whole)
    text = data.find(b"CREATE TABLE learners") if page == 0 else data.find(b"CREATE VIEW answers")
    data[text : text + 12] = b"\xff\xfe\x00\x01garbage!"
    path.write_bytes(data)
    status, told = run_check(path, capsys)
    assert status == 1 and "cannot be read" in told
    assert main(["--database", str(path), "backup", str(path.parent / "copy.sqlite3")]) == 2


@pytest.mark.parametrize("text", [b"CREATE \xff\xfeBLE", b"\xc3TABLE \x80\x81XX", b"\xf0\x9f\x92REATE TAB"])
def test_a_schema_that_is_no_text_any_more_is_a_sentence_for_every_command(
    path: Path, capsys: pytest.CaptureFixture[str], text: bytes
) -> None:
    data = bytearray(make_database(path))
    start = data.find(b"CREATE TABLE")
    data[start : start + len(text)] = text
    path.write_bytes(data)
    status, told = run_check(path, capsys)
    assert status == 1 and "cannot be read" in told
    for command in (["backup", str(path.parent / "copy.sqlite3")], ["tables"], ["export", "learners"]):
        assert main(["--database", str(path), *command]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("size", [0, 1, 50, 512, 4096, 5000])
def test_a_file_that_was_cut_is_named(path: Path, capsys: pytest.CaptureFixture[str], size: int) -> None:
    whole = make_database(path)
    path.write_bytes(whole[:size])
    status, told = run_check(path, capsys)
    assert status == 1 and told.strip()
