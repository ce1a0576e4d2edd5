"""Pictures that come with a deck: looked at, kept by their content, served, and taken out again."""

from __future__ import annotations

import io
import os
import sqlite3
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from deck.__main__ import main
from errors import UserError
from exchange.export.attachments import name_picture
from exchange.importers import apkg, archive_pictures
from exchange.importers.images import Picture, inspect_picture
from server.routes import served_files
from services.library import drafts, images, import_export, publishing
from services.library.import_export import ImportedDeck
from services.workspace import Workspace

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """## Queues

![The queue fills](../img/Full%20queue.png "as seen")

**Question:** What does it show?

**Answer:** The wait. ![](close.gif)
"""


def drawn(kind: str = "PNG", size: tuple[int, int] = (3, 2), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def brought(text: str, members: dict[str, bytes]) -> ImportedDeck:
    (found,) = import_export.import_file("all.zip", zipped({"decks/q.md": text.encode(), **members}))
    return found


def test_a_phones_picture_of_several_is_a_jpeg() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    assert inspect_picture(out.getvalue()).name.endswith(".jpg")


def huge_png() -> bytes:
    """A picture of 30,000 × 30,000 pixels in a few bytes: its header alone says so."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def test_pictures_of_a_zip_come_with_their_deck(workspace: Workspace) -> None:
    full, close = drawn(), drawn("GIF")
    found = brought(TEXT, {"img/full Queue.PNG": full, "decks/close.gif": close, "img/other.png": full})
    first, second = (inspect_picture(data) for data in (full, close))
    assert f'![The queue fills]({first.address} "as seen")' in found.text
    assert f"![]({second.address})" in found.deck.questions[0].answer
    assert found.deck.problems == ()
    assert "2 pictures come with it." in found.notes
    assert any("img/other.png" in told for told in found.notes)

    images.save_images(workspace, found.pictures)
    images.save_images(workspace, found.pictures)
    assert {p.name for p in (workspace.data / "pictures").iterdir()} == {first.name, second.name}
    assert images.report_missing_images(workspace, found.deck, found.text) == found.deck


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_what_is_in_it(kind: str) -> None:
    taken = inspect_picture(drawn(kind))
    assert taken.name.endswith({"JPEG": "jpg"}.get(kind, kind.lower()))
    found = brought("![A](a.png)\n", {"decks/a.png": drawn(kind)})
    assert f"![A]({taken.address})" in found.text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no PNG, JPEG, GIF or WebP"),
        (b"<!doctype html><script>alert(1)</script>", "no PNG, JPEG, GIF or WebP"),
        (drawn("BMP"), "no PNG, JPEG, GIF or WebP"),
        (drawn(size=(200, 200))[:-40], "damaged"),
        (huge_png(), "more than 25 million pixels"),
        (drawn(size=(26_000_000 // 5000, 5001)), "more than 25 million pixels"),
        (b"", "damaged"),
    ],
    ids=["svg", "html", "bmp", "cut off", "bomb", "large", "empty"],
)
def test_what_is_no_picture_is_told_with_its_line(data: bytes, why: str) -> None:
    found = brought("## A\n\nText.\n\n![A](a.png)\n", {"decks/a.png": data})
    (problem,) = found.deck.problems
    assert (problem.line, problem.code) == (5, "image-refused")
    assert why in problem.message
    assert problem.remedy
    assert found.pictures == ()


def test_a_picture_that_is_nowhere_is_told_with_its_line(workspace: Workspace) -> None:
    text = "## A\n\n![A](a.png) `![x](in-code.png)`\n\n```\n![x](fenced.png)\n```\n\n![B](sub/b.png)\n"
    found = brought(text, {"a.png": drawn()})  # beside the folder, not in it
    (workspace.content / "sub").mkdir()
    (workspace.content / "sub" / "b.png").write_bytes(drawn())
    told = [
        p for p in images.report_missing_images(workspace, found.deck, found.text).problems if p.code == "image-missing"
    ]
    assert [(p.line, "a.png" in p.message) for p in told] == [(3, True)]


def test_too_many_pixels_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_pictures.pictures, "MAX_TOTAL_PIXELS", 5)
    found = brought("![A](a.png)\n\n![B](b.png)\n", {"decks/a.png": drawn(), "decks/b.png": drawn(colour="blue")})
    assert len(found.pictures) == 1
    assert "too many pixels together" in found.deck.problems[-1].message


def test_a_path_out_of_the_archive_finds_nothing() -> None:
    found = brought("![A](../../etc/a.png)\n\n![B](/img/a.png)\n", {"img/a.png": drawn(), "etc/a.png": drawn()})
    assert found.pictures == ()
    with pytest.raises(UserError, match="leave the archive"):
        brought("![A](a.png)\n", {"../a.png": drawn()})


def test_they_are_served_as_what_they_are(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    picture = inspect_picture(drawn("JPEG"))
    images.save_images(workspace, [picture])
    (workspace.data / "pictures" / "secret.png").write_bytes(b"x")
    (workspace.data / "rehearsal.png").write_bytes(b"x")
    client = TestClient(Starlette(routes=served_files.routes))
    answer = client.get(f"/pictures/{picture.address}")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/jpeg", picture.data)
    for other in ("pictures/secret.png", "../rehearsal.png", "pictures/..%2frehearsal.png", f"pictures/{'0' * 32}.png"):
        assert client.get(f"/pictures/{other}").status_code == 404


def test_versions_keep_their_own_pictures(workspace: Workspace) -> None:
    for number, colour in enumerate(("red", "blue")):
        found = brought("## A\n\n![A](a.png)\n", {"decks/a.png": drawn(colour=colour)})
        images.save_images(workspace, found.pictures)
        publishing.publish_text(workspace, 1, "d", found.text, base=number, now=NOW + timedelta(days=number))
    shown = [images.find_deck_images(workspace, publishing.load_text(workspace, "d", number)) for number in (1, 2)]
    assert [next(iter(paths.values())).read_bytes() for paths in shown] == [drawn(), drawn(colour="blue")]


def test_they_go_out_again(workspace: Workspace) -> None:
    found = brought(TEXT, {"img/Full queue.png": drawn(), "decks/close.gif": drawn("GIF")})
    images.save_images(workspace, found.pictures)
    publishing.publish_text(workspace, 1, "d", found.text, base=0, now=NOW)
    assert import_export.has_images(workspace, "d")

    (again,) = import_export.import_file("d.zip", import_export.export_deck(workspace, "d", "zip", NOW)[1])
    assert {p.name for p in again.pictures} == {p.name for p in found.pictures}
    assert again.deck.problems == ()

    page = import_export.export_deck(workspace, "d", "handbook", NOW)[1].decode()
    assert page.count('src="data:image/') == 2

    package = import_export.export_deck(workspace, "d", "apkg", NOW)[1]
    gif = next(p for p in found.pictures if p.name.endswith("gif"))
    name = name_picture(workspace.data / gif.address)
    assert list(apkg.read_media(package)) == [name]
    (back,) = import_export.import_file("d.apkg", package)
    assert [p.name for p in back.pictures] == [gif.name]
    assert gif.address in back.deck.questions[0].answer


@pytest.mark.parametrize("new_form", [False, True])
def test_pictures_of_anki_packages(new_form: bool) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE notes (id INTEGER, mid INTEGER, tags TEXT, flds TEXT); CREATE TABLE cards (nid INTEGER, did INTEGER);"
        "CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT); CREATE TABLE decks (id INTEGER, name TEXT)"
    )
    asked = "What is <img alt='x' src=\"my pic.png\">?\x1fThis: <img src='bad.png'> <img src=lost.png>"
    connection.execute("INSERT INTO notes VALUES (1, 7, '', ?)", (asked,))
    raw = connection.serialize()
    good, bad = drawn(), b"<script>"
    if new_form:
        entries = b"".join(
            b"\x0a" + bytes([len(e)]) + e for e in (b"\x0a" + bytes([len(n)]) + n for n in (b"my pic.png", b"bad.png"))
        )
        pack = zstandard.compress
        data = zipped({"collection.anki21b": pack(raw), "media": pack(entries), "0": pack(good), "1": pack(bad)})
    else:
        data = zipped({"collection.anki2": raw, "media": b'{"0": "my pic.png", "1": "bad.png"}', "0": good, "1": bad})
    (found,) = import_export.import_file("cards.apkg", data)
    picture = inspect_picture(good)
    assert found.pictures == (picture,)
    assert found.deck.questions[0].prompt == f"What is ![]({picture.address})?"
    assert "[picture bad.png]" in found.deck.questions[0].answer.replace("\\", "")
    assert "[picture lost.png]" in found.deck.questions[0].answer.replace("\\", "")
    assert "bad.png" in found.notes[-1]


def test_the_command_line_looks_beside_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "d.md"
    place.write_text(
        "## A\n\n![A](img/a.png)\n\n![B](b.png)\n\n**Question:** Why?\n\n**Answer:** So ![A](img/a.png).\n"
    )
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "a.png").write_bytes(drawn())
    assert main(["check", str(place)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{place}:5: warning: There is no picture “b.png”")
    assert main(["export", str(place), "--to", "zip"]) == 0
    assert zipfile.ZipFile(tmp_path / "d.zip").namelist() == ["d.md", "img/a.png"]


def test_pictures_that_nobody_published_go_after_a_month(workspace: Workspace) -> None:
    names = [f"{digit * 32}.png" for digit in "0123"]
    images.save_images(workspace, [Picture(name=name, data=drawn(), pixels=6) for name in names])
    publishing.publish_text(workspace, 1, "d", f"{TEXT}\n![](pictures/{names[0]})\n", base=0, now=NOW)
    publishing.publish_text(workspace, 1, "d", TEXT, base=1, now=NOW)  # an older version shows it still
    drafts.save_draft(workspace, 1, drafts.Draft("d", 2, f"![](pictures/{names[1]})", "t"))
    later = datetime.now(UTC) + images.KEEP_UNUSED + timedelta(days=1)
    os.utime(workspace.data / "pictures" / names[3], times=(later.timestamp(), later.timestamp()))
    assert images.remove_unused(workspace, datetime.now(UTC)) == 0
    assert images.remove_unused(workspace, later) == 1
    left = [images.find_image(workspace, f"pictures/{name}") is not None for name in names]
    assert left == [True, True, False, True]
