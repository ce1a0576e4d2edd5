"""The podcast feed over HTTP: Apple's rules, a real client's parser, private addresses, files made on demand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from mutagen.mp3 import MP3
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.routes import feed as routes
from services.learners import access_tokens
from services.library.content_sync import sync_content
from services.listening import feeds, voices
from services.workspace import Workspace
from speech.model import Voices
from tests.speech.decks import TEXT

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def client(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Our routes over a workspace with one deck, spoken silently."""
    (workspace.content / "pools.md").write_text(TEXT, encoding="utf-8")
    sync_content(workspace, now)
    voices.save_voices(workspace, 1, Voices(engine="silent"))
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    with TestClient(Starlette(routes=routes.routes), base_url="https://house.example") as one:
        yield one


@pytest.fixture
def address(client: TestClient, workspace: Workspace, now: datetime) -> str:
    """The feed's path."""
    return f"/feed/{feeds.subscribe(workspace, 1, now).key}/pools.xml"


def items(client: TestClient, address: str) -> list[ET.Element]:
    return ET.fromstring(client.get(address).content).findall("channel/item")


def enclosure(client: TestClient, address: str, name: str = "incident") -> tuple[str, int]:
    """Path and length of an item's audio, which is made."""
    made = next(i.find("enclosure") for i in items(client, address) if name in i.find("enclosure").get("url"))  # type: ignore[union-attr,operator]
    client.head(made.attrib["url"])  # type: ignore[union-attr]
    found = next(i.find("enclosure") for i in items(client, address) if name in i.find("enclosure").get("url"))  # type: ignore[union-attr,operator]
    assert found is not None
    return found.attrib["url"].removeprefix("https://house.example"), int(found.attrib["length"])


def test_the_channel_has_what_apple_requires(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("application/rss+xml")
    channel = ET.fromstring(answer.content).find("channel")
    assert channel is not None
    for name in ("title", "description", "language", "link", f"{ITUNES}author", f"{PODCAST}guid", f"{PODCAST}locked"):
        assert channel.findtext(name)
    assert channel.findtext(f"{ITUNES}explicit") == "false"
    assert channel.findtext(f"{ITUNES}block") == "Yes"
    assert channel.find(f"{ITUNES}category").attrib == {"text": "Education"}  # type: ignore[union-attr]
    image = channel.find(f"{ITUNES}image")
    assert image is not None
    picture = client.get(image.attrib["href"])
    found = Image.open(io.BytesIO(picture.content))
    assert found.size == (1400, 1400) and found.mode == "RGB" and picture.headers["content-type"] == "image/jpeg"


def test_the_items_have_what_apple_requires(client: TestClient, address: str) -> None:
    found = items(client, address)
    assert len(found) > 3
    guids = [item.findtext("guid") for item in found]
    assert len(set(guids)) == len(guids) and all(guids)
    for item in found:
        sound = item.find("enclosure")
        assert sound is not None and sound.attrib["type"] == "audio/mpeg" and int(sound.attrib["length"]) > 0
        url = sound.attrib["url"]
        assert url.isascii() and re.fullmatch(r"https://[\w./~-]+\.mp3\?v=[0-9a-f]{12}", url)
        assert int(item.findtext(f"{ITUNES}duration") or 0) > 0
        assert item.findtext(f"{ITUNES}explicit") == "false"
        assert item.findtext("title") and item.findtext("description")
        assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None
        assert item.find(f"{PODCAST}transcript").attrib["type"] == "text/vtt"  # type: ignore[union-attr]
        assert item.find(f"{PODCAST}chapters").attrib["type"] == "application/json+chapters"  # type: ignore[union-attr]
    dates = [parsedate_to_datetime(item.findtext("pubDate") or "") for item in found]
    assert dates == sorted(dates, reverse=True)


def test_a_client_s_parser_reads_it(client: TestClient, address: str) -> None:
    found = feedparser.parse(client.get(address).content)
    assert not found.bozo and found.version == "rss20"
    assert found.feed.title == "Pools for the ear" and found.feed.image.href.endswith(".jpg")
    first = found.entries[0]
    assert first.enclosures[0].type == "audio/mpeg" and first.published_parsed and first.guidislink is False
    assert first.itunes_duration and ".vtt?v=" in first.podcast_transcript["url"]
    assert ".json?v=" in first.podcast_chapters["url"]


def test_an_enclosure_is_as_long_as_head_and_the_feed_say(client: TestClient, address: str) -> None:
    path, promised = enclosure(client, address)
    head = client.head(path)
    assert (head.status_code, head.headers["content-length"], head.headers["content-type"]) == (
        200,
        str(promised),
        "audio/mpeg",
    )
    answer = client.get(path)
    assert len(answer.content) == promised == enclosure(client, address)[1]
    assert MP3(io.BytesIO(answer.content)).info.length > 10
    again = client.head(path)
    assert again.headers["content-length"] == str(promised) and again.headers["accept-ranges"] == "bytes"


def test_parts_and_conditions(client: TestClient, address: str) -> None:
    path, promised = enclosure(client, address)
    part = client.get(path, headers={"range": "bytes=1000-1999"})
    assert part.status_code == 206 and part.headers["content-range"] == f"bytes 1000-1999/{promised}"
    whole = client.get(path)
    assert whole.content[1000:2000] == part.content
    for name, value in (
        ("if-none-match", whole.headers["etag"]),
        ("if-modified-since", whole.headers["last-modified"]),
    ):
        assert client.get(path, headers={name: value}).status_code == 304
    assert client.get(path, headers={"range": f"bytes={promised}-"}).status_code == 416


@pytest.mark.parametrize("wrong", ["items=0-5", "bytes=abc", "bytes=", "bytes=--1", "bytes"])
def test_a_range_that_is_none_is_ignored(client: TestClient, address: str, wrong: str) -> None:
    path, promised = enclosure(client, address)
    answer = client.get(path, headers={"range": wrong})
    assert answer.status_code == 200 and len(answer.content) == promised


def test_ranges_of_every_form(client: TestClient, address: str) -> None:
    path, promised = enclosure(client, address)
    whole = client.get(path)
    assert client.get(path, headers={"range": "bytes=-100"}).content == whole.content[-100:]
    several = client.get(path, headers={"range": "bytes=0-9, 20-29"})
    assert several.status_code == 206 and several.headers["content-type"].startswith("multipart/byteranges")
    assert client.head(path, headers={"range": "bytes=0-9"}).headers["content-length"] == str(promised)
    assert client.get(path, headers={"range": "bytes=0-9", "if-range": '"old"'}).status_code == 200
    same = {"range": "bytes=0-9", "if-none-match": whole.headers["etag"]}
    assert client.get(path, headers=same).status_code == 304
    assert client.get(
        path, headers={"if-none-match": '"other"', "if-modified-since": whole.headers["last-modified"]}
    ).content


def test_transcript_and_chapters_are_made_on_demand_too(client: TestClient, address: str) -> None:
    path, _ = enclosure(client, address)
    transcript = client.get(path.replace(".mp3", ".vtt"))
    assert transcript.text.startswith("WEBVTT") and transcript.headers["content-type"].startswith("text/vtt")
    assert client.get(path.replace(".mp3", ".json")).json()["version"] == "1.2.0"


def test_the_feed_is_not_sent_again_unless_it_changed(
    client: TestClient, address: str, workspace: Workspace, now: datetime
) -> None:
    first = client.get(address)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert client.get(address, headers={"if-modified-since": modified}).status_code == 304
    assert client.head(address).headers["etag"] == etag
    (workspace.content / "pools.md").write_text(TEXT.replace("Traffic doubles", "Traffic triples at once"), "utf-8")
    sync_content(workspace, now)
    stale = {"if-none-match": etag}, {"if-none-match": etag, "if-modified-since": modified}
    for headers in stale:
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200 and answer.headers["etag"] != etag


def test_guids_and_addresses_never_change(
    client: TestClient, address: str, workspace: Workspace, now: datetime
) -> None:
    def known() -> list[tuple[str | None, str]]:
        return [(i.findtext("guid"), i.find("enclosure").attrib["url"]) for i in items(client, address)]  # type: ignore[union-attr]

    before = known()
    client.get(enclosure(client, address)[0])
    voices.save_voices(workspace, 1, Voices(engine="silent", rate=250))
    (workspace.content / "pools.md").write_text(TEXT.replace("Traffic doubles", "Traffic triples at once"), "utf-8")
    sync_content(workspace, now)
    after = known()
    assert [guid for guid, _ in after] == [guid for guid, _ in before]
    assert [url.partition("?")[0] for _, url in after] == [url.partition("?")[0] for _, url in before]
    assert all(new != old for (_, new), (_, old) in zip(after, before, strict=True))  # another voice: fetched again


@pytest.mark.parametrize(
    "key", ["1-wrong", "1-", "x", "1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "2-{token}", "0-{token}", "{token}"]
)
def test_a_wrong_address_is_not_found(
    client: TestClient, address: str, workspace: Workspace, now: datetime, key: str
) -> None:
    key = key.replace("{token}", address.split("/")[2].partition("-")[2])
    for file in ("pools.xml", "pools.jpg", "pools/incident-storm.mp3"):
        assert client.get(f"/feed/{key}/{file}").status_code == 404


def test_each_address_is_revoked_by_itself(
    client: TestClient, address: str, workspace: Workspace, now: datetime
) -> None:
    path, _ = enclosure(client, address)
    renewed = feeds.subscribe(workspace, 1, now)
    other = f"/feed/{renewed.key}/pools.xml"
    first, second = access_tokens.list_tokens(workspace, 1)
    assert client.get(address).status_code == client.get(other).status_code == 200
    assert client.get(address).headers["etag"] == client.get(other).headers["etag"]
    access_tokens.revoke_token(workspace, 1, first.number)
    assert client.get(address).status_code == client.get(path).status_code == 404
    assert client.get(other).status_code == 200
    access_tokens.revoke_token(workspace, 1, second.number)
    assert client.get(other).status_code == 404
    assert feeds.load_subscription(workspace, 1) is None


@pytest.mark.parametrize(
    "file", ["none.xml", "none.jpg", "pools/none.mp3", "pools/incident-storm.exe", "pools/..%2Fx.mp3"]
)
def test_what_is_not_there_is_not_found(client: TestClient, address: str, file: str) -> None:
    assert client.get(f"{address.rpartition('/')[0]}/{file}").status_code == 404


def test_covers_are_served_and_what_is_not_being_made_is_not_found(client: TestClient) -> None:
    assert client.get("/listen/cover/pools.jpg").status_code == 200
    assert client.get("/listen/cover/none.jpg").status_code == 404
    assert client.get("/listen/live/none.mp3").status_code == 404


def test_episodes_count_within_seasons_and_lead_to_where_they_are_graded(client: TestClient, address: str) -> None:
    seasons: dict[str, list[int]] = {}
    for item in items(client, address):
        season = item.find(f"{PODCAST}season")
        assert season is not None and season.attrib["name"] and season.text == item.findtext(f"{ITUNES}season")
        assert item.findtext(f"{PODCAST}episode") == item.findtext(f"{ITUNES}episode")
        seasons.setdefault(season.attrib["name"], []).append(int(item.findtext(f"{PODCAST}episode") or 0))
        link = item.findtext("link") or ""
        assert link.startswith("https://house.example/heard?deck=pools&episode=")
        assert link in (item.findtext("description") or "")
    assert set(seasons) == {"The deck", "Commutes"}
    assert sorted(seasons["The deck"]) == list(range(1, len(seasons["The deck"]) + 1))
