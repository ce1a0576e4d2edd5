"""Anki's packages in both forms: fields and decks of the old and the new tables, media lists, and their bounds."""

from __future__ import annotations

import sqlite3

import pytest
import zstandard

from errors import UserError
from exchange.importers import apkg
from exchange.importers.notes import ImportedNote
from tests.exchange.importers.test_formats import COLLECTION, NOTES, ONE_NOTE, zipped

NEW = """
CREATE TABLE col(models, decks); CREATE TABLE cards(nid, did);
CREATE TABLE fields(ntid, ord, name); CREATE TABLE decks(id, name); CREATE TABLE notetypes(id, name);
INSERT INTO fields VALUES (1, 1, 'Front'), (1, 0, 'Back'), (2, 0, 'x');
INSERT INTO decks VALUES (5, 'A' || char(31) || 'Pools'), (4, 'Rest');
INSERT INTO cards VALUES (1, 5), (2, 5), (2, 4);
"""


def pack(sql: str, name: str = "collection.anki2", **more: bytes) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(sql)
    data = connection.serialize()
    connection.close()
    if name.endswith("b"):
        data = zstandard.compress(data)
    return zipped({name: data, **more})


def test_a_new_package_has_its_fields_by_number_and_its_decks_by_the_first_card() -> None:
    rows = (
        "INSERT INTO notes VALUES (2, 1, '', 'b2' || char(31) || 'a2'), (1, 1, ' x y ', 'b1' || char(31) || 'a1'),"
        "(3, 9, '', 'a3' || char(31) || 'b3');"
    )
    assert apkg.read_notes(pack(NEW + NOTES + rows, "collection.anki21b")) == (
        ImportedNote("a1", "b1", "Pools", ("x", "y")),
        ImportedNote("a2", "b2", "Rest"),
        ImportedNote("a3", "b3", ""),
    )


def test_an_old_packages_deck_is_the_last_part_of_its_name() -> None:
    sql = COLLECTION.replace('"Pools"', '"A::B::Pools"') + ONE_NOTE
    assert apkg.read_notes(pack(sql)) == (ImportedNote("Why?", "So.", "Pools"),)


def test_the_newest_form_is_read() -> None:
    old = pack(COLLECTION + NOTES + "INSERT INTO notes VALUES (1, 1, '', 'Please upgrade' || char(31) || '');")
    connection = sqlite3.connect(":memory:")
    connection.executescript(COLLECTION + ONE_NOTE)
    both = {"collection.anki2": apkg.archive.open_archive(old).read("collection.anki2")}
    newest = {**both, "collection.anki21": connection.serialize()}
    assert apkg.read_notes(zipped(newest))[0].question == "Why?"
    newest = {**newest, "collection.anki21b": zstandard.compress(both["collection.anki2"])}
    assert apkg.read_notes(zipped(newest))[0].question == "Please upgrade"


def test_a_database_with_a_write_ahead_log_is_read() -> None:
    data = apkg.archive.open_archive(pack(COLLECTION + ONE_NOTE)).read("collection.anki2")
    assert data[18:20] == b"\1\1"
    logged = data[:18] + b"\2\2" + data[20:]
    assert apkg.read_notes(zipped({"collection.anki2": logged}))[0].question == "Why?"


def encode(*fields: tuple[int, bytes | int]) -> bytes:
    """Return a protocol buffer's message: bytes with their length, numbers as they are."""

    def varint(value: int) -> bytes:
        out = bytearray()
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        return bytes([*out, value])

    return b"".join(
        varint(number << 3) + varint(value)
        if isinstance(value, int)
        else varint(number << 3 | 2) + varint(len(value)) + value
        for number, value in fields
    )


def test_the_new_list_of_media() -> None:
    long = "n" * 300
    entries = encode(
        (1, encode((1, b"a.png"), (2, 70_000), (3, b"digest"))),
        (2, b"passed over"),
        (1, encode((2, 5), (1, long.encode()))),
        (1, encode((1, "ö.mp3".encode()))),
    )
    data = pack(COLLECTION + ONE_NOTE, media=zstandard.compress(entries))
    assert apkg.read_media(data) == {"a.png": "0", long: "1", "ö.mp3": "2"}
    assert apkg.read_media(zipped({"x": b"x"})) == {}
    fixed = encode((1, encode((1, b"a.png")))) + b"\x0d" + b"1234"  # a field of fixed length ends the reading
    assert apkg.read_media(zipped({"media": zstandard.compress(fixed)})) == {"a.png": "0"}


def test_a_media_file_is_unpacked_up_to_its_bound() -> None:
    packed = zstandard.compress(b"x" * 1000)
    data = zipped({"0": b"plain", "1": packed, "2": packed[:-3]})
    assert apkg.read_media_file(data, "0", 5) == b"plain"
    assert apkg.read_media_file(data, "1", 1000) == b"x" * 1000
    with pytest.raises(UserError, match=r"^Unpacked, a part of it is larger than 0 MB\.$") as caught:
        apkg.read_media_file(data, "1", 999)
    assert caught.value.remedy == "Export fewer notes."


def test_the_text_of_all_notes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        "INSERT INTO notes VALUES (1, 1, 'tag', 'Why?' || char(31) || 'So.'), (2, 1, '', 'Who?' || char(31) || 'You');"
    )
    size = len("tag" + "Why?|So." + "Who?|You")
    monkeypatch.setattr(apkg, "MAX_TEXT", size)
    assert len(apkg.read_notes(pack(COLLECTION + NOTES + rows))) == 2
    monkeypatch.setattr(apkg, "MAX_TEXT", size - 1)
    with pytest.raises(UserError, match=r"^The notes have more than 0 MB of text\.$") as caught:
        apkg.read_notes(pack(COLLECTION + NOTES + rows))
    assert caught.value.remedy == "Export fewer notes."
    monkeypatch.setattr(apkg, "MAX_TEXT", 1_000_000)
    long = "INSERT INTO notes VALUES (1, 1, '', hex(randomblob(600000)));"
    with pytest.raises(UserError, match="more than 1 MB of text"):
        apkg.read_notes(pack(COLLECTION + NOTES + long))


def test_a_collection_that_keeps_the_database_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "
    data = pack(COLLECTION + NOTES + rows + "INSERT INTO notes SELECT i, 1, '', 'q' || char(31) || 'a' FROM n;")
    assert len(apkg.read_notes(data)) == 4000
    monkeypatch.setattr(apkg, "_MAX_STEPS", 10_000)
    with pytest.raises(UserError, match="damaged"):
        apkg.read_notes(data)


def test_no_more_notes_than_the_bound_and_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"INSERT INTO notes VALUES ({n}, 1, '', 'q{n}' || char(31) || 'a');" for n in range(5))
    monkeypatch.setattr(apkg, "MAX_NOTES", 2)
    assert [note.question for note in apkg.read_notes(pack(COLLECTION + NOTES + rows))] == ["q0", "q1", "q2"]


def test_a_table_that_is_not_ours_may_be_anything() -> None:
    sql = COLLECTION + ONE_NOTE + "CREATE VIEW other AS SELECT 1; CREATE TABLE graves(a, b AS (a + 1));"
    assert apkg.read_notes(pack(sql))[0].question == "Why?"
    with pytest.raises(UserError, match="is not an Anki collection") as caught:
        apkg.read_notes(
            pack("CREATE TABLE n(x); CREATE VIEW Notes AS SELECT 1 id, 1 mid, '' tags, '' flds;" + COLLECTION)
        )
    assert caught.value.remedy == "Export it from Anki again."
