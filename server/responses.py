"""Answers that several routes give: a file with its entity tag, "not found", "you have it already"."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

# Of what changes its address with its content; a year is what the standard calls for ever (RFC 8246).
IMMUTABLE = "public, immutable, max-age=31536000"
RETRY_SECONDS = "60"  # by then a server that was restarted answers again
# A well-formed Range of bytes (RFC 9110, section 14.1.2): a list of first-last, first- or -length.
_RANGE_HEADER = re.compile(r"bytes\s*=(?:\s*(?:\d+-\d*|-\d+)\s*(?:,|$))+")


def respond_not_found() -> Response:
    """Return a 404 that nobody keeps."""
    return PlainTextResponse("Not found", status_code=404, headers={"Cache-Control": "no-store"})


def respond_unavailable(sentence: str) -> Response:
    """Return a 503 that asks to come back: a podcast app or a browser keeps what it wanted on its list."""
    headers = {"Cache-Control": "no-store", "Retry-After": RETRY_SECONDS}
    return PlainTextResponse(sentence, status_code=503, headers=headers)


def has_etag(headers: Headers, etag: str) -> bool:
    """Tell whether the client names this entity tag, by the weak comparison (RFC 9110, section 13.1.2)."""
    tags = headers.get("if-none-match", "")
    return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}


def is_unchanged(headers: Headers, etag: str, modified: datetime) -> bool:
    """Tell whether the client has it: by its tag where it sends one, else by the date."""
    if "if-none-match" in headers:
        return has_etag(headers, etag)
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):  # OverflowError: a year of twenty digits
        return False
    # "-0000" is read as a moment without a zone, and means UTC (RFC 5322, section 3.3).
    return modified <= since.replace(tzinfo=since.tzinfo or UTC)


def find_file_inside(folder: Path, name: str) -> Path | None:
    """Return the file of that name below a folder; None where there is none, and for one outside of it (links followed)."""
    if "\0" in name:
        return None
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except OSError:  # longer than any file's name may be
        return None


def serve_file(
    request: Request, path: Path, media_type: str, cache_control: str, filename: str | None = None
) -> Response:
    """Return a file with ETag, Last-Modified and byte ranges (206, 416), or 304 when the client has it."""
    status = path.stat()
    response = FileResponse(
        path, media_type=media_type, headers={"Cache-Control": cache_control}, stat_result=status, filename=filename
    )
    # Whole seconds: an HTTP date has no others, and a file would never be older than the date it was sent with.
    if is_unchanged(request.headers, response.headers["etag"], datetime.fromtimestamp(int(status.st_mtime), UTC)):
        headers = {key: response.headers[key] for key in ("etag", "cache-control", "last-modified")}
        return Response(status_code=304, headers=headers)
    _drop_ignored_range(request)
    return response


def _drop_ignored_range(request: Request) -> None:
    """Take away a Range that HTTP says to ignore: of another method than GET, of a unit that is not bytes, or not
    well formed. Starlette would answer 400, and a HEAD with a part's length.
    """
    if request.method != "GET" or not _RANGE_HEADER.fullmatch(request.headers.get("range", "")):
        request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
