"""Several markdown files as one deck: each file a chapter, a folder of chapters a part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from deck.markdown.fences import find_fences

# An ATX heading with its marks and its text.
HEADING = re.compile(r"^( {0,3})(#{1,6})(?=\s|$)\s*(.*?)\s*#*\s*$")
# A number or a date that only sorts the files: `01-intro`, `2.1 Pools`.
SORT_PREFIX = re.compile(r"^\d{1,4}(?:[.\d]*)[\s._)-]+(?=\S)")
# Words and numbers of a path, so that chapter 10 comes behind chapter 2.
PARTS = re.compile(r"(\d+)")
# The title in a chapter's front matter, with or without quotation marks.
TITLE_LINE = re.compile(r"^title\s*:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)
DEEPEST = 6  # Markdown has no deeper headings
MAX_DIGITS = 20  # of a number in a name
FIRST_LEVEL = 2  # of a chapter's heading: the first level is the deck's own title


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """A file: its path in the folder or archive, and its markdown."""

    path: str
    text: str


def join_chapters(title: str, chapters: Iterable[ChapterFile]) -> str:
    """Return the chapters as one deck, in the order of their paths, with one title and headings a level or two deeper.

    The order is that of people: "2" before "10", a folder's own "README" or "index" first. Front matter of chapters is
    taken off; its title names the chapter. Addresses of pictures are left as they are.
    """
    ordered = sorted(chapters, key=lambda chapter: _sort_key(chapter.path))
    folders = list(dict.fromkeys(_get_folder(chapter.path) for chapter in ordered))
    in_parts = len(folders) > 1
    out = [f"---\ntitle: {json.dumps(' '.join(title.split()) or 'Deck', ensure_ascii=False)}\n---"]
    part = ""
    for chapter in ordered:
        folder = _get_folder(chapter.path)
        level = FIRST_LEVEL
        if in_parts and folder:
            level = FIRST_LEVEL + 1
            if folder != part:
                out.append(f"{'#' * FIRST_LEVEL} {_make_title(PurePosixPath(folder).name)}")
        part = folder
        out.append(_lower(chapter, level))
    return "\n\n".join(text for text in out if text) + "\n"


def _lower(chapter: ChapterFile, level: int) -> str:
    """Return a chapter under a heading of this level, its own headings below that."""
    front, body = _split_front_matter(chapter.text)
    lines = body.split("\n")
    code = {n for fence in find_fences(lines) for n in range(fence.first, fence.last + 1)}
    headings = {n: match for n, line in enumerate(lines) if n not in code and (match := HEADING.match(line))}
    first = next((n for n, line in enumerate(lines) if line.strip()), -1)
    highest = min((len(match[2]) for match in headings.values()), default=1)
    tops = [n for n, match in headings.items() if len(match[2]) == highest]
    title_match = TITLE_LINE.search(front)
    title = title_match[1] if title_match else ""
    if tops == [first] and headings[first][3]:  # the file's own title
        title = title or headings[first][3]
        lines[first] = ""
        del headings[first]
    highest = min((len(match[2]) for match in headings.values()), default=1)
    for number, match in headings.items():
        depth = min(DEEPEST, level + 1 + len(match[2]) - highest)
        lines[number] = f"{'#' * depth} {match[3]}".rstrip()
    text = "\n".join(lines).strip("\n")
    return f"{'#' * level} {title or _make_title(PurePosixPath(chapter.path).stem)}\n\n{text}".rstrip()


def _split_front_matter(text: str) -> tuple[str, str]:
    """Return the front matter without its lines of dashes, and what is below it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("---\n"):
        # YAML ends a document with three dots as well
        end = re.search(r"^(?:---|\.\.\.)[ \t]*$", text[4:], re.MULTILINE)
        if end:
            return text[4 : 4 + end.start()], text[4 + end.end() :]
    return "", text


def _get_folder(path: str) -> str:
    folder = PurePosixPath(path).parent.as_posix()
    return "" if folder == "." else folder


def _sort_key(path: str) -> tuple[object, ...]:
    """Return a sort key that orders paths as people do: by number, and a folder's own page first."""
    parts = PurePosixPath(path.casefold()).parts
    *folders, name = parts
    own_page = PurePosixPath(name).stem in {"readme", "index", "_index"}
    return ([_split_numbers(part) for part in folders], not own_page, _split_numbers(name))


def _split_numbers(name: str) -> list[tuple[int, int, str]]:
    """Return the words and numbers of a name so that they sort; more digits than a date has are a word, as is a `²`."""
    parts = (part for part in PARTS.split(name) if part)
    return [(0, int(p), "") if p.isdecimal() and len(p) <= MAX_DIGITS else (1, 0, p) for p in parts]


def _make_title(name: str) -> str:
    """Return a file's name as a title: `01-connection_pools` is `Connection pools`."""
    # file names have underscores and hyphens where a title has spaces
    words = re.sub(r"[_-]+", " ", SORT_PREFIX.sub("", name)).strip() or name
    return words[:1].upper() + words[1:]
