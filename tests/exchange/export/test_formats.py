"""The table of formats, and the two that are archives: what stands in them, and under which names."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import deck
from deck.formatter import format_deck
from exchange.export import anki, bundle
from exchange.export.attachments import Attachments, name_picture
from exchange.export.formats import FORMATS
from tests.exchange.export.pages import TEXT

NOW = datetime(2026, 3, 2, 9, 4, 6, tzinfo=UTC)


@pytest.fixture
def pictures(tmp_path: Path) -> Attachments:
    files = {name: tmp_path / f"{name}.PNG" for name in ("one", "two")}
    for path in files.values():
        path.write_bytes(path.name.encode())
    return Attachments({"img/../a.png": files["one"], "Z.png": files["two"]})


def test_names_endings_and_kinds_are_what_programs_know_them_by() -> None:
    table = {name: (one.suffix, one.media_type, one.pictures) for name, one in FORMATS.items()}
    assert table == {
        "markdown": (".md", "text/markdown", False),
        "zip": (".zip", "application/zip", True),
        "apkg": (".apkg", "application/octet-stream", True),
        "csv": (".csv", "text/csv", False),
        "handbook": (".html", "text/html", True),
        "cram": ("-cram.html", "text/html", False),
    }


def test_each_format_is_built_by_its_own_writer(pictures: Attachments) -> None:
    read = deck.parse(TEXT)
    starts = {
        "markdown": b"---\ntitle",
        "zip": b"PK",
        "apkg": b"PK",
        "csv": b"#separator:Comma\n",
        "handbook": b"<!doctype html>",
        "cram": b"<!doctype html>",
    }
    made = {name: one.build_file(read, "pools", NOW, pictures) for name, one in FORMATS.items()}
    assert all(made[name].startswith(start) for name, start in starts.items())
    assert made["markdown"] == format_deck(read).encode()
    assert b"<nav>" in made["handbook"] and b"<main>" in made["cram"]


@pytest.mark.parametrize(("year", "written"), [(2026, 2026), (1980, 1980), (1970, 1980)])
def test_a_zip_is_the_deck_and_its_pictures_where_it_looks_for_them(
    pictures: Attachments, year: int, written: int
) -> None:
    read, moment = deck.parse(TEXT), NOW.replace(year=year)
    data = bundle.build_zip(read, "pools", moment, pictures)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(e.filename, e.date_time, e.compress_type, e.external_attr >> 16) for e in archive.infolist()]
        assert archive.read("pools.md").decode() == format_deck(read)
        assert (archive.read("Z.png"), archive.read("a.png")) == (b"two.PNG", b"one.PNG")
    moment_in_zip = (written, 3, 2, 9, 4, 6)
    assert entries == [(n, moment_in_zip, zipfile.ZIP_DEFLATED, 0o644) for n in ("pools.md", "Z.png", "a.png")]
    assert data == bundle.build_zip(read, "pools", moment, pictures)


def test_a_picture_that_a_deck_writes_in_two_ways_is_in_the_zip_once(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"one")
    attached = Attachments(dict.fromkeys(("a.png", "./a.png", "b/../a.png"), tmp_path / "a.png"), {})
    with zipfile.ZipFile(io.BytesIO(bundle.build_zip(deck.parse(TEXT), "pools", NOW, attached))) as archive:
        assert archive.namelist() == ["pools.md", "a.png"]


def test_a_package_has_the_model_and_the_notes_that_anki_shows(tmp_path: Path) -> None:
    drawn, script = tmp_path / "drawn.PNG", tmp_path / "drawn.svg"
    for path in (drawn, script):
        path.write_bytes(b"x")
    attached = Attachments({"a.png": drawn, "b.png": script})
    archive = zipfile.ZipFile(io.BytesIO(anki.build_package(deck.parse(TEXT), "pools", NOW, attached)))
    with sqlite3.connect(":memory:") as collection:
        collection.deserialize(archive.read("collection.anki2"))
        models, decks = map(json.loads, collection.execute("SELECT models, decks FROM col").fetchone())
        notes = collection.execute("SELECT guid, mid, tags, mod, flds FROM notes ORDER BY id").fetchall()
        homes = collection.execute("SELECT DISTINCT did FROM cards").fetchall()
    collection.close()
    (model,) = models.values()
    assert (int(model["id"]), model["name"], model["sortf"]) == (anki.MODEL, "Rehearsal", 1)
    assert tuple(field["name"] for field in model["flds"]) == anki.FIELDS
    (template,) = model["tmpls"]
    assert template["name"] == "Recall"
    assert [template[side].count("{{") for side in ("qfmt", "afmt")] == [3, 12]
    assert ".question" in model["css"]
    number = anki.compute_deck_number("pools")
    assert decks[str(number)]["name"] == "Pools &amp; &lt;queues&gt;" and homes == [(number,)]
    guid, kind, tags, changed, fields = notes[0]
    assert (guid, kind, changed) == (anki.make_guid("pools", "q-wait"), anki.MODEL, int(NOW.timestamp()))
    assert tags.split() == ["payments", "two-words", "topic::pools", "kind::recall"]
    filled = dict(zip(anki.FIELDS, fields.split("\x1f"), strict=True))
    assert f'<img src="{name_picture(drawn)}" alt="Pool" />' in filled["Answer"]
    assert "[Picture: Gone]" in filled["Answer"] and "b.png" not in fields
    assert (filled["Plain words"], filled["Topic"], filled["Audio"]) == ("<p>Like a door.</p>", "Pools", "")
    assert len(notes) == 5 and list(json.loads(archive.read("media")).values()) == [name_picture(drawn)]


def test_lasting_numbers_and_names() -> None:
    assert 1 << 30 <= anki.compute_deck_number("pools") < 1 << 31
    assert anki.compute_deck_number("pools") == 1_765_392_739  # chosen once: Anki knows the deck by it


def test_a_picture_is_named_by_its_bytes_alone(pictures: Attachments, tmp_path: Path) -> None:
    again = tmp_path / "again.png"
    again.write_bytes(b"one.PNG")
    names = [name_picture(path) for path in (pictures.pictures["img/../a.png"], again, pictures.pictures["Z.png"])]
    assert names[0] == names[1] != names[2]
    assert (
        names[0].startswith("rehearsal-") and names[0].endswith(".png") and len(names[0]) == len("rehearsal-.png") + 24
    )


def read_package(data: bytes, tmp_path: Path) -> tuple[list[str], set[str]]:
    """The GUIDs of a package's notes, and the names of its decks."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as connection:
        guids = [guid for (guid,) in connection.execute("SELECT guid FROM notes")]
        decks = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
    return guids, {one["name"] for one in decks.values()} - {"Default"}


def test_a_package_has_each_question_once_and_one_deck_of_its_title(tmp_path: Path) -> None:
    """Two colons would nest the deck in Anki."""
    read = deck.parse("# A::B\n\n**Question:** Why? {#why}\n\n**Answer:** So.\n")
    twice = replace(read, blocks=(*read.blocks, *read.blocks))
    guids, decks = read_package(anki.build_package(twice, "pools", NOW), tmp_path)
    assert guids == [anki.make_guid("pools", "why")] and decks == {"A:B"}
    assert read_package(anki.build_package(replace(twice, title=""), "pools", NOW), tmp_path)[1] == {"pools"}
