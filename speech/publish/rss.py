"""A podcast feed: RSS 2.0 with the iTunes and Podcasting 2.0 tags, by the standard library's XML writer.

Apple's rules: https://podcasters.apple.com/support/823-podcast-requirements; the `podcast:` names:
https://podcasting2.org/docs/podcast-namespace. No feed library knows the latter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from deck.markdown.clean_text import clean_text

# The names of the namespaces, as their specifications give them.
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"

# Where HTML begins a tag, a comment or a declaration; "a < b" is none.
_TAG_START = re.compile("<(?=[A-Za-z/!?])")

for _prefix, _name in (("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM)):
    ET.register_namespace(_prefix, _name)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An episode in the feed. Addresses are absolute; `length` in bytes, `seconds` rounded; `published` aware.

    `link` leads to the page where it is graded. `episode` counts within its `season` and never changes.
    """

    guid: str
    title: str
    description: str
    published: datetime
    audio: str
    length: int
    seconds: int
    transcript: str
    chapters: str
    link: str
    season: int
    season_name: str
    episode: int


@dataclass(frozen=True, slots=True)
class Channel:
    """The feed itself. `address` is its own, `link` the app's, `image` square and 1,400 to 3,000 pixels."""

    guid: str
    title: str
    description: str
    language: str
    author: str
    address: str
    link: str
    image: str
    items: tuple[FeedItem, ...]


def build_feed(channel: Channel) -> bytes:
    """Return the feed as XML in UTF-8, marked as private: directories shall not list it."""
    root = ET.Element("rss", version="2.0")
    top = ET.SubElement(root, "channel")
    _add_text(top, "title", _replace_tag_starts(channel.title))
    _add_text(top, "link", channel.link)
    _add_text(top, "description", _replace_tag_starts(channel.description))
    _add_text(top, "language", channel.language)
    _add_text(top, "generator", "Rehearsal")
    ET.SubElement(top, f"{{{ATOM}}}link", href=channel.address, rel="self", type="application/rss+xml")
    image = ET.SubElement(top, "image")
    for name, value in (("url", channel.image), ("title", _replace_tag_starts(channel.title)), ("link", channel.link)):
        _add_text(image, name, value)
    ET.SubElement(top, f"{{{ITUNES}}}image", href=channel.image)
    ET.SubElement(top, f"{{{ITUNES}}}category", text="Education")
    _add_text(top, f"{{{ITUNES}}}author", _replace_tag_starts(channel.author))
    _add_text(top, f"{{{ITUNES}}}type", "serial")
    _add_text(top, f"{{{ITUNES}}}explicit", "false")
    _add_text(top, f"{{{ITUNES}}}block", "Yes")
    _add_text(top, f"{{{PODCAST}}}guid", channel.guid)
    _add_text(top, f"{{{PODCAST}}}locked", "yes")
    _add_text(top, f"{{{PODCAST}}}medium", "podcast")
    for item in channel.items:
        _add_item(top, item, channel)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _add_item(top: ET.Element, item: FeedItem, channel: Channel) -> None:
    node = ET.SubElement(top, "item")
    _add_text(node, "title", _replace_tag_starts(item.title))
    _add_text(node, "link", item.link)
    _add_text(node, "description", _replace_tag_starts(item.description))
    guid = ET.SubElement(node, "guid", isPermaLink="false")
    guid.text = item.guid
    _add_text(node, "pubDate", format_datetime(item.published, usegmt=False))
    ET.SubElement(node, "enclosure", url=item.audio, length=str(item.length), type="audio/mpeg")
    _add_text(node, f"{{{ITUNES}}}duration", str(item.seconds))
    _add_text(node, f"{{{ITUNES}}}season", str(item.season))
    _add_text(node, f"{{{ITUNES}}}episode", str(item.episode))
    ET.SubElement(node, f"{{{PODCAST}}}season", name=clean_text(item.season_name)).text = str(item.season)
    _add_text(node, f"{{{PODCAST}}}episode", str(item.episode))
    _add_text(node, f"{{{ITUNES}}}episodeType", "full")
    _add_text(node, f"{{{ITUNES}}}explicit", "false")
    ET.SubElement(node, f"{{{ITUNES}}}image", href=channel.image)
    language = clean_text(channel.language)
    ET.SubElement(node, f"{{{PODCAST}}}transcript", url=item.transcript, type="text/vtt", language=language)
    ET.SubElement(node, f"{{{PODCAST}}}chapters", url=item.chapters, type="application/json+chapters")


def _replace_tag_starts(text: str) -> str:
    """Return a text in which no app finds a tag.

    Titles and descriptions are plain text to some apps and HTML to others. An escaped sign would be seen in the former, so
    one that merely looks alike stands for it.
    """
    return _TAG_START.sub("‹", text)


def _add_text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = clean_text(value)
