"""File formats that can be imported, in one table: a file's ending, and what turns it into markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from deck.model import Problem
from errors import UserError
from exchange.importers import apkg, archive, archive_pictures, docx, html, opml
from exchange.importers.archive_pictures import PictureArchive
from exchange.importers.chapters import ChapterFile, join_chapters
from exchange.importers.csv import BrokenTableError, read_pasted_pairs, read_table
from exchange.importers.encoding import decode_import
from exchange.importers.images import MAX_BYTES, Picture
from exchange.importers.notes import MAX_NOTES, ImportedNote, format_picture_name, write_deck

MAX_FILE_BYTES = 5 * 1024 * 1024  # a book of a thousand pages has about 3 MB as plain text
MAX_TEXT_BYTES = 5 * 1024 * 1024  # of the markdown that is made of a file
NAMED_AT_MOST = 5  # files that a sentence names


@dataclass(frozen=True, slots=True)
class ImportedText:
    """What a file becomes: a name, markdown, the pictures it shows, and sentences about what was left out.

    `name` is that of the deck to be, `path` that in an archive ("" outside of one). `problems` are those with a line of
    the text: pictures that it shows and that were not taken.
    """

    name: str
    text: str
    warnings: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    path: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """One kind of file. `is_contained` tells whether it is also taken out of an archive."""

    title: str
    suffixes: tuple[str, ...]
    convert: Callable[[str, bytes], ImportedText]
    is_contained: bool = True


def import_file(name: str, data: bytes) -> tuple[ImportedText, ...]:
    """Return what a file holds as markdown: one deck, or several for an archive.

    Raises UserError when it is empty, too large, damaged, or of no known kind.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = path.suffix.lower()
    _check_size(data)
    if not data.strip():
        raise UserError("The file is empty.", "Choose a file with questions in it.")
    if suffix == ARCHIVE_SUFFIX:
        return _import_archive(data)
    return (_convert_file(path, data),)


def import_folder(name: str, files: Mapping[str, bytes]) -> ImportedText:
    """Return the files of a folder, by their paths in it, as one deck: each a chapter; what cannot be read is named."""
    texts: list[ImportedText] = []
    refused: list[str] = []
    for path, data in files.items():
        try:
            if data.strip():
                text = _convert_file(PurePosixPath(path), _check_size(data))
                texts.append(replace(text, name=_name_from_path(path), path=path))
        except UserError as error:
            refused.append(_describe_refusal(path, error))
    if not texts:
        raise UserError(
            f"No file of the folder can be read. {' '.join(refused[:1])}".strip(),
            f"Put files of {', '.join(CONTAINED_SUFFIXES)} into it.",
        )
    deck_text = join_texts(name, tuple(texts))
    return replace(deck_text, warnings=(*deck_text.warnings, *_limit_sentences(refused)))


def join_texts(title: str, texts: tuple[ImportedText, ...]) -> ImportedText:
    """Return several texts as one, each a chapter."""
    if len(texts) == 1:
        return texts[0]
    return ImportedText(
        name=title,
        text=_check_text(join_chapters(title, (ChapterFile(text.path or text.name, text.text) for text in texts))),
        warnings=tuple(warning for text in texts for warning in text.warnings),
        pictures=tuple({picture.name: picture for text in texts for picture in text.pictures}.values()),
    )


def _check_size(data: bytes) -> bytes:
    if len(data) > MAX_FILE_BYTES:
        raise UserError(f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.", "Split it into several decks.")
    return data


def _convert_file(path: PurePosixPath, data: bytes) -> ImportedText:
    file_format = BY_SUFFIX.get(path.suffix.lower())
    if file_format is None:
        raise UserError(f"We can't read {path.suffix.lower()} files.", f"Upload one of these: {', '.join(SUFFIXES)}.")
    result = file_format.convert(path.stem or "deck", data)
    return replace(result, text=_check_text(result.text))


def _check_text(text: str) -> str:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise UserError(
            f"The deck would have more than {MAX_TEXT_BYTES // 1024 // 1024} MB of text.", "Split the file."
        )
    return text


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a file's text and what to say about its encoding. Raises UserError when it is no text."""
    text, warning = decode_import(data)
    if "\0" in text[:8192]:
        raise UserError("This is not a text file.", "Save it as text in UTF-8 and try again.")
    return text, (warning,) if warning else ()


def _convert_text(name: str, data: bytes) -> ImportedText:
    text, warnings = _decode(data)
    return ImportedText(name, text, warnings)


def _convert_plain_text(name: str, data: bytes) -> ImportedText:
    """Return a `.txt` file: Anki's notes, Quizlet's pairs, or markdown."""
    text, warnings = _decode(data)
    if text.startswith(("#separator", "#html", "#notetype", "#deck column", "#guid column", "#tags column")):
        return _convert_table(name, data)
    pairs = read_pasted_pairs(text)
    return _make_deck(name, pairs, warnings) if pairs else ImportedText(name, text, warnings)


def _convert_table(name: str, data: bytes) -> ImportedText:
    text, warnings = _decode(data)
    try:
        notes = read_table(text)
    except BrokenTableError as error:
        where = f" in or after line {error.line}" if error.line else ""
        raise UserError(f"{error}{where}.", "Correct it, or save the table again as CSV or TSV in UTF-8.") from error
    return _make_deck(name, notes, warnings)


def _convert_tabs(name: str, data: bytes) -> ImportedText:
    """Return a `.tsv` file: a table, or, where quotation marks make none of it, pairs."""
    try:
        return _convert_table(name, data)
    except UserError:
        text, warnings = _decode(data)
        if pairs := read_pasted_pairs(text):
            return _make_deck(name, pairs, warnings)
        raise


def _make_deck(name: str, notes: tuple[ImportedNote, ...], warnings: tuple[str, ...] = ()) -> ImportedText:
    if not notes:
        raise UserError("No question was found in this file.", "It needs a column “question” and a column “answer”.")
    if len(notes) > MAX_NOTES:
        raise UserError(f"There are more than {MAX_NOTES:,} questions in this file.", "Split it into several decks.")
    return ImportedText(name, write_deck(name, notes), warnings)


def _convert_package(name: str, data: bytes) -> ImportedText:
    """Return an Anki package, with the pictures its notes show."""
    files = apkg.read_media(data)
    pictures = PictureArchive(files, lambda member: apkg.read_media_file(data, member, MAX_BYTES))
    shown_files: set[str] = set()

    def show_picture(picture_name: str) -> str:
        picture = pictures.find_picture(picture_name)
        if not isinstance(picture, Picture):
            return format_picture_name(picture_name)
        shown_files.add(picture_name)
        return f"![]({picture.address})"

    deck = _make_deck(name, apkg.read_notes(data, show_picture))
    unused_files = [file for file in files if file not in shown_files]
    warnings: tuple[str, ...] = describe_pictures(pictures.accepted_pictures)
    if unused_files:
        verb = "files are" if len(unused_files) > 1 else "file is"
        warnings += (
            f"{len(unused_files)} media {verb} named but not taken over: {', '.join(unused_files[:NAMED_AT_MOST])}.",
        )
    return replace(deck, warnings=warnings, pictures=pictures.accepted_pictures)


def _convert_page(name: str, data: bytes) -> ImportedText:
    charset = html.find_charset(data)
    warnings: tuple[str, ...] = ()
    try:
        page = data.decode(charset) if charset and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    except (LookupError, UnicodeDecodeError):
        page = None
    if page is None:
        page, warnings = _decode(data)
    keeper = html.PictureKeeper()
    text = html.convert_document(page, keeper.keep)
    title = html.find_title(page)
    if title and not text.lstrip().startswith("# "):
        text = f"# {title}\n\n{text}"
    if keeper.refused:
        warnings += (f"{keeper.refused} picture{'s' if keeper.refused > 1 else ''} on the page could not be imported.",)
    return ImportedText(name, text, (*warnings, *describe_pictures(keeper.pictures)), keeper.pictures)


def _convert_word(name: str, data: bytes) -> ImportedText:
    text, pictures, warnings = docx.convert_docx(data)
    if not text.strip():
        raise UserError("There is no text in this document.", "Choose a document with questions in it.")
    return ImportedText(name, text, (*warnings, *describe_pictures(pictures)), pictures)


def _convert_outline(name: str, data: bytes) -> ImportedText:
    text, warnings = _decode(data)
    return ImportedText(name, opml.convert_opml(text), warnings)


FORMATS: tuple[ImportFormat, ...] = (
    ImportFormat("Markdown", (".md", ".markdown", ""), _convert_text),
    ImportFormat("Text: Anki's notes, Quizlet's pairs, or markdown", (".txt",), _convert_plain_text),
    ImportFormat("Table", (".csv",), _convert_table),
    ImportFormat("Table with tabs", (".tsv", ".tab"), _convert_tabs),
    ImportFormat("Word document", (".docx",), _convert_word),
    ImportFormat("Web page", (".html", ".htm"), _convert_page),
    ImportFormat("Outline", (".opml",), _convert_outline),
    ImportFormat("Anki package", (".apkg", ".colpkg"), _convert_package, is_contained=False),
)
BY_SUFFIX: dict[str, ImportFormat] = {suffix: one for one in FORMATS for suffix in one.suffixes}
ARCHIVE_SUFFIX = ".zip"
SUFFIXES: tuple[str, ...] = (*(suffix for suffix in BY_SUFFIX if suffix), ARCHIVE_SUFFIX)
CONTAINED_SUFFIXES: tuple[str, ...] = tuple(s for s, one in BY_SUFFIX.items() if s and one.is_contained)
# Databases, archives, and what may hold HTML, as cells of a table do: read in a process of their own, which may have only so
# much memory.
RISKY_SUFFIXES = frozenset(suffix for suffix in SUFFIXES if suffix not in {".md", ".markdown"})


def _import_archive(data: bytes) -> tuple[ImportedText, ...]:
    """Return every file of a zip that can be read, each named after its path; what cannot is named in a warning."""
    packed = archive.open_archive(data)
    texts: list[ImportedText] = []
    refused: list[str] = []
    pictures = archive_pictures.open_picture_archive(packed)
    for member in archive.list_members(packed, CONTAINED_SUFFIXES):
        path = PurePosixPath(member)
        try:
            inner = archive.read_member(packed, member, MAX_FILE_BYTES)
            if inner.strip():
                texts.append(_attach_pictures(pictures, member, _convert_file(path, inner)))
        except UserError as error:
            refused.append(_describe_refusal(member, error))
    if not texts and refused:
        raise UserError(f"No file of the archive can be read. {refused[0]}", "Correct it and pack it again.")
    if not texts:
        raise UserError(
            "Nothing that can be read was found in the archive.", f"Pack files of {', '.join(CONTAINED_SUFFIXES)}."
        )
    warnings = _limit_sentences(refused)
    if unused := pictures.list_unused():
        were, them = ("pictures were", "them") if len(unused) > 1 else ("picture was", "it")
        names = ", ".join(unused[:NAMED_AT_MOST])
        warnings.append(f"{len(unused)} {were} left out, since no deck shows {them}: {names}.")
    texts[0] = replace(texts[0], warnings=(*texts[0].warnings, *warnings))
    return tuple(texts)


def _describe_refusal(path: str, error: UserError) -> str:
    return f"“{path[:80]}” was left out: {str(error).rstrip('.')}."


def _limit_sentences(refused: list[str]) -> list[str]:
    more = len(refused) - NAMED_AT_MOST
    return [
        *refused[:NAMED_AT_MOST],
        *([f"{more} more file{'s were' if more > 1 else ' was'} left out."] if more > 0 else []),
    ]


def _attach_pictures(pictures: PictureArchive, member: str, text: ImportedText) -> ImportedText:
    """Return a text with the pictures that its archive has for it, and a warning for each that could not be taken."""
    attached, own_pictures, refused = archive_pictures.attach_pictures(pictures, member, text.text)
    return replace(
        text,
        name=_name_from_path(member),
        path=member,
        text=attached,
        warnings=(*text.warnings, *describe_pictures(own_pictures)),
        problems=refused,
        pictures=(*text.pictures, *own_pictures),
    )


def describe_pictures(pictures: tuple[Picture, ...]) -> tuple[str, ...]:
    """Return a sentence about the pictures that come with a text, none for none."""
    return (f"{len(pictures)} picture{'s come' if len(pictures) > 1 else ' comes'} with it.",) if pictures else ()


def _name_from_path(member: str) -> str:
    return " ".join(PurePosixPath(member).with_suffix("").parts[-2:])
