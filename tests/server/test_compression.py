"""Bundles are sent compressed to those who can read it; ranges and the rest are left alone."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from server.middleware.assets import choose_encoding


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("BR; q=0.5", "br"),
        ("br;q=0.000, gzip; q=0", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_best_coding_the_browser_takes(accept: str, expected: str) -> None:
    assert choose_encoding(accept) == expected


def _raw(client: TestClient, path: str, **headers: str):
    """The answer with its body as it went over the wire."""
    with client.stream("GET", path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_script_arrives_small_and_whole(client: TestClient, bundles: Path, coding: str, unpack) -> None:
    answer, body = _raw(client, "/static/app.js", **{"accept-encoding": coding})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert "javascript" in answer.headers["content-type"]
    assert int(answer.headers["content-length"]) == len(body) < 1000
    assert unpack(body) == (bundles / "app.js").read_bytes()


def test_who_has_it_already_gets_304(client: TestClient) -> None:
    first = client.get("/static/app.js", headers={"accept-encoding": "br"})
    again = client.get("/static/app.js", headers={"accept-encoding": "br", "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_changed_file_is_compressed_anew(client: TestClient, bundles: Path) -> None:
    client.get("/static/app.js", headers={"accept-encoding": "br"})
    (bundles / "app.js").write_text("changed")
    os.utime(bundles / "app.js", ns=(1, 1))
    assert client.get("/static/app.js", headers={"accept-encoding": "br"}).text == "changed"


def test_a_range_is_cut_from_the_original(client: TestClient, bundles: Path) -> None:
    answer, body = _raw(client, "/static/app.js", **{"accept-encoding": "br, gzip", "range": "bytes=0-4"})
    assert (answer.status_code, body) == (206, b"const")
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/static/logo.png", "br, gzip"), ("/static/app.js", "identity"), ("/other.js", "br")],
)
def test_the_rest_goes_to_the_app(client: TestClient, path: str, accept: str) -> None:
    answer, _ = _raw(client, path, **{"accept-encoding": accept})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/static/%2e%2e/secret.js", "/static/..%2fsecret.js", "/static/a%00.js"])
def test_nothing_outside_the_folder_is_sent(client: TestClient, path: str) -> None:
    assert "outside" not in client.get(path, headers={"accept-encoding": "br"}).text
