"""How much may be brought in, in the figures of docs/authoring.md, and as the sentences say."""

from __future__ import annotations

from exchange.importers import apkg, archive, child, formats, html_depth, images, notes, opml, sandbox

MEBIBYTE = 1024 * 1024


def test_a_file_its_questions_and_an_archive_have_bounds() -> None:
    assert (formats.MAX_FILE_BYTES, formats.MAX_TEXT_BYTES, notes.MAX_NOTES) == (5 * MEBIBYTE, 5 * MEBIBYTE, 20_000)
    assert (archive.MAX_ENTRIES, archive.MAX_BYTES, archive.MAX_RATIO) == (2_000, 50 * MEBIBYTE, 200)
    assert (apkg.MAX_BYTES, apkg.MAX_VALUE_BYTES, apkg.MAX_TEXT) == (100 * MEBIBYTE, 2 * MEBIBYTE, 20_000_000)


def test_pictures_have_bounds() -> None:
    assert (images.MAX_BYTES, images.MAX_PICTURES) == (5 * MEBIBYTE, 500)
    assert (images.MAX_PIXELS, images.MAX_TOTAL_PIXELS) == (25_000_000, 100_000_000)


def test_a_process_that_reads_a_file_has_a_gigabyte_and_a_minute() -> None:
    assert (child.MEMORY_BYTES, sandbox.MAX_SECONDS) == (1024 * MEBIBYTE, 60)
    assert (html_depth.MAX_DEPTH, opml.MAX_DEPTH) == (200, 100)
