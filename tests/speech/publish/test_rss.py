"""A whole feed, tag by tag, as feed.xml beside this file has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

from speech.publish.rss import Channel, FeedItem, build_feed

ITEM = FeedItem(
    guid="guid-1",
    title="The <b>storm</b>",
    description="5 < 6 & more",
    published=datetime(2026, 3, 2, 8, 5, 9, tzinfo=timezone(timedelta(hours=1))),
    audio="https://house.example/a.mp3",
    length=1234,
    seconds=56,
    transcript="https://house.example/a.vtt",
    chapters="https://house.example/a.json",
    link="https://house.example/heard",
    season=2,
    season_name="Commutes",
    episode=7,
)
CHANNEL = Channel(
    guid="channel-guid",
    title="Pools",
    description="All about waiting.",
    language="de-AT",
    author="The house",
    address="https://house.example/feed.xml",
    link="https://house.example/",
    image="https://house.example/c.jpg",
    items=(ITEM,),
)


def test_a_whole_feed() -> None:
    assert build_feed(CHANNEL).decode() + "\n" == Path(__file__).with_name("feed.xml").read_text("utf-8")


def test_items_stay_in_the_order_given_and_a_feed_may_have_none() -> None:
    items = tuple(replace(ITEM, guid=guid) for guid in ("z", "a", "m"))
    feed = ElementTree.fromstring(build_feed(replace(CHANNEL, items=items)))
    assert [guid.text for guid in feed.findall("channel/item/guid")] == ["z", "a", "m"]
    assert ElementTree.fromstring(build_feed(replace(CHANNEL, items=()))).findall("channel/item") == []
