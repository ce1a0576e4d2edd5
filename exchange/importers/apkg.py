"""Anki packages: notes, their decks as topics, tags, names of media. Of the old form and of the one Anki 2.1.50 began.

The new form holds a Zstandard-compressed database `collection.anki21b`, and its media list is protocol buffers
(`rslib/src/import_export/package` in Anki's repository). The database is read in memory: nothing is written to disk.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator

import zstandard

from errors import UserError
from exchange.importers import archive
from exchange.importers.notes import MAX_NOTES, ImportedNote, ShowPicture, build_note, format_picture_name

# Bytes of an unpacked collection; 20,000 notes of text have a tenth of it.
MAX_BYTES = 100 * 1024 * 1024
# Newest first: Anki leaves an older form with a note that asks to upgrade.
_DATABASES = ("collection.anki21b", "collection.anki21", "collection.anki2")
# What a damaged or made-up collection raises when it is read.
_DAMAGED = (
    sqlite3.Error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
MAX_VALUE_BYTES = 2 * 1024 * 1024  # of one field's text; also what `models` of an old collection may have
MAX_TEXT = 20_000_000  # characters of all notes together
MAX_FIELDS = 200  # of a note, and tags
# The names that are read.
_READ_TABLES = frozenset({"notes", "cards", "col", "decks", "fields", "notetypes"})
# Tables that compute what they hold, and those of an extension.
_NOT_PLAIN = re.compile(r"\bGENERATED\b|\bAS\s*\(|^\s*CREATE\s+VIRTUAL\b", re.IGNORECASE)
_MAX_STEPS = 20_000_000  # of SQLite's virtual machine: a schema made to loop ends here
_STEPS_BETWEEN = 10_000  # between two looks at the count: looking more often would slow every query down
_MOST_NESTED, _MOST_INSTRUCTIONS = 100, 100_000  # of one query; ours are plain selects with a handful of each


def read_notes(data: bytes, show_picture: ShowPicture = format_picture_name) -> tuple[ImportedNote, ...]:
    """Return the notes of a package, at most `MAX_NOTES` and one.

    `show_picture` says what stands in the place of a picture. Raises UserError when it is no package, damaged or too
    large.
    """
    packed = archive.open_archive(data)
    name = next((n for n in _DATABASES if n in packed.namelist()), None)
    if name is None:
        raise UserError("There is no collection in this package.", "Export it from Anki as .apkg.")
    raw = archive.read_member(packed, name)
    if name.endswith("b"):
        raw = _decompress(raw)
    try:
        return tuple(_read_collection(raw, show_picture))
    except _DAMAGED as error:
        raise UserError("The collection in this package is damaged.", "Export it from Anki again.") from error


def read_media(data: bytes) -> dict[str, str]:
    """Return the archive member of each media file by the file's name; none when the list cannot be read."""
    packed = archive.open_archive(data)
    if "media" not in packed.namelist():
        return {}
    raw = archive.read_member(packed, "media", 5 * 1024 * 1024)
    if raw.startswith(zstandard.FRAME_HEADER):
        return {name: str(number) for number, name in enumerate(_read_media_names(_decompress(raw)))}
    try:
        listed = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(number) for number, name in listed.items()} if isinstance(listed, dict) else {}


def read_media_file(data: bytes, member: str, most: int) -> bytes:
    """Return one media file, unpacked. Raises UserError when it is damaged or larger than `most` bytes."""
    raw = archive.read_member(archive.open_archive(data), member, most)
    return _decompress(raw, most) if raw.startswith(zstandard.FRAME_HEADER) else raw


def _decompress(raw: bytes, most: int = MAX_BYTES) -> bytes:
    """Unpack a Zstandard frame. Raises UserError when there is more in it than `most`."""
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw) as stream:
            out = stream.read(most + 1)
    except zstandard.ZstdError as error:
        raise UserError("This package is damaged.", "Export it from Anki again.") from error
    if len(out) > most:
        raise UserError(f"Unpacked, a part of it is larger than {most // 1024 // 1024} MB.", "Export fewer notes.")
    return out


def _read_collection(raw: bytes, show_picture: ShowPicture) -> Iterator[ImportedNote]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(_disable_wal(raw))
        _limit(connection)
        _check_tables(connection)
        fields = _read_fields(connection)
        topics = _read_topics(connection)
        produced = 0
        rows = connection.execute("SELECT id, mid, tags, flds FROM notes ORDER BY id LIMIT ?", (MAX_NOTES + 1,))
        for number, model, tags, values in rows:
            produced += len(str(values)) + len(str(tags))
            if produced > MAX_TEXT:
                raise UserError(f"The notes have more than {MAX_TEXT // 10**6} MB of text.", "Export fewer notes.")
            note = build_note(
                fields.get(int(model), ()),
                str(values).split("\x1f")[:MAX_FIELDS],
                str(tags).split()[:MAX_FIELDS],
                topics.get(number, ""),
                show_picture,
            )
            if note:
                yield note
    finally:
        connection.close()


def _limit(connection: sqlite3.Connection) -> None:
    """Bound what a foreign database may do: no functions of its schema, no writing, no long values, no endless loops."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, _MOST_NESTED)
    connection.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, _MOST_INSTRUCTIONS)
    # Anki's own collation; sorting is all it is for here
    connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    steps = iter(range(_MAX_STEPS // _STEPS_BETWEEN))
    connection.set_progress_handler(lambda: int(next(steps, None) is None), _STEPS_BETWEEN)


def _check_tables(connection: sqlite3.Connection) -> None:
    """Refuse a collection in which a name we read is anything but a plain table.

    A view or a generated column can be a kilobyte in the file and gigabytes when it is read.
    """
    # All of them, however many: the one that matters may stand behind ten thousand others.
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if str(name).lower() in _READ_TABLES and (kind != "table" or _NOT_PLAIN.search(str(sql))):
            raise UserError("The collection in this package is not an Anki collection.", "Export it from Anki again.")


def _disable_wal(raw: bytes) -> bytes:
    """Return the database as one that has no write-ahead log.

    Anki writes with one, and in memory there can be none (bytes 18 and 19 of the file format,
    https://www.sqlite.org/fileformat.html).
    """
    return raw[:18] + b"\1\1" + raw[20:] if raw[18:20] == b"\2\2" else raw


def _list_tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _read_fields(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Return field names by note type: rows of a table since schema 15, JSON in `col` before."""
    if "fields" in _list_tables(connection):
        result: dict[int, list[str]] = {}
        for model, _, name in sorted(connection.execute("SELECT ntid, ord, name FROM fields").fetchall()):
            result.setdefault(int(model), []).append(str(name))
        return {model: tuple(names) for model, names in result.items()}
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    return {int(number): tuple(str(f["name"]) for f in model["flds"]) for number, model in models.items()}


def _read_topics(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the deck of each note, by its first card; a deck's name is its last part."""
    if "decks" in _list_tables(connection):
        names = {int(n): str(name).split("\x1f")[-1] for n, name in connection.execute("SELECT id, name FROM decks")}
    else:
        decks = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
        names = {int(number): str(deck["name"]).split("::")[-1] for number, deck in decks.items()}
    cards = connection.execute("SELECT nid, min(did) FROM cards GROUP BY nid LIMIT ?", (MAX_NOTES + 1,))
    return {int(note): names.get(int(deck), "") for note, deck in cards}


def _read_media_names(raw: bytes) -> Iterator[str]:
    """Yield field 1 (name) of each entry in field 1 of the message `MediaEntries`."""
    for number, entry in _read_messages(raw):
        if number == 1:
            yield from (value.decode("utf-8", "replace") for field, value in _read_messages(entry) if field == 1)


def _read_messages(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the length-delimited fields of a protocol buffer with their numbers; numbers are passed over."""
    index = 0
    while index < len(raw):
        key, index = _read_varint(raw, index)
        if key & 7 == 2:
            size, index = _read_varint(raw, index)
            yield key >> 3, raw[index : index + size]
            index += size
        elif key & 7 == 0:
            _, index = _read_varint(raw, index)
        else:
            return


def _read_varint(raw: bytes, index: int) -> tuple[int, int]:
    value = shift = 0
    while index < len(raw) and shift < 64:
        byte = raw[index]
        index += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
    return value, index
