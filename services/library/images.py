"""Pictures that came in with a deck: checked before they are kept, named by their content, never changed.

A picture lies in the data folder (or the object store) as `pictures/<32 hexadecimal digits>.<kind>`, and that is how a deck's
text refers to it: every version of a deck finds its own pictures for as long as the folder lives. Pictures beside decks in
`content/` stay where they are.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from deck import images
from deck.model import Deck
from exchange.export.attachments import MEDIA_TYPES
from exchange.importers.images import FOLDER, Picture
from services.connections import connect
from services.library import audience
from services.library.drafts import find_names_in_drafts
from services.object_cache import get_cached_file
from services.object_storage import ObjectStoreError, open_remote_store, open_store
from services.workspace import Workspace
from store.connection import Connection
from store.tables.library import decks

# As `exchange.importers.images` names them: nothing else in the folder can be asked for, and nothing outside it.
IMAGE_NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp)")

KEEP_UNUSED = timedelta(days=30)  # of a picture that came in with a text which nobody published
# For each set of hidden decks and newest versions the pictures that are hidden: a page asks for many pictures.
_MAX_STATES = 32
_hidden_images: dict[tuple[object, ...], frozenset[str]] = {}
_hidden_lock = threading.Lock()


def save_images(ws: Workspace, pictures: Iterable[Picture]) -> None:
    """Keep pictures. One that is there already is written again, so that it does not count as unused for long."""
    store = open_store(ws)
    for picture in pictures:
        store.put(f"{FOLDER}/{picture.name}", picture.data)


def remove_unused(ws: Workspace, now: datetime) -> int:
    """Remove the pictures that stand in no version of a deck and in no draft, once they are `KEEP_UNUSED` old; return how
    many went. They came in with a text that was never published. Raises ObjectStoreError.
    """
    store = open_store(ws)
    old = {one.name for one in store.list(f"{FOLDER}/") if now - one.modified > KEEP_UNUSED}
    # Only what we named: whatever else lies in the folder is not ours to remove.
    candidates = {name for name in old if IMAGE_NAME.fullmatch(name.removeprefix(f"{FOLDER}/"))}
    with connect(ws) as connection:
        rows = decks.list_decks(connection, retired=True) if candidates else ()
        for version in (version for row in rows for version in decks.list_versions(connection, row.id)):
            if not candidates:
                break
            text = decks.load_text(connection, version.id)
            candidates = {name for name in candidates if name.encode() not in text}
    removed = 0
    for name in candidates - find_names_in_drafts(ws, candidates):
        item = store.find(name)
        if item is not None and now - item.modified > KEEP_UNUSED:  # nobody brought it in again meanwhile
            store.delete(name)
            removed += 1
    return removed


def find_image(ws: Workspace, address: str) -> Path | None:
    """Return the file of a picture that a deck's text refers to by this (unquoted) address; None when there is none.

    Beside the decks first, then among those that came in. Nothing outside these two folders is found, links followed. Raises
    ObjectStoreError when the store that has them cannot be asked.
    """
    path = images.find_file_beside(ws.content, address)
    folder, _, name = address.partition("/")
    if path is None and folder == FOLDER and IMAGE_NAME.fullmatch(name):
        store = open_remote_store()
        if store is not None:
            return get_cached_file(ws, store, address)
        path = images.find_file_beside(ws.data, address)
    return path


def may_see_image(ws: Workspace, learner: int, address: str) -> bool:
    """Tell whether somebody may see the picture at this (unquoted) address: it stands in a deck that they may see, or in none."""
    with connect(ws) as connection:
        hidden = audience.find_hidden(connection, learner)
        if not hidden:
            return True
        versions = decks.list_newest_versions(connection)
        state = ws.database, hidden, tuple(version.version for version in versions)
        with _hidden_lock:
            hidden_addresses = _hidden_images.get(state)
        if hidden_addresses is None:
            hidden_addresses = _list_hidden_images(connection, hidden)
            with _hidden_lock:
                while len(_hidden_images) >= _MAX_STATES:
                    del _hidden_images[next(iter(_hidden_images))]
                _hidden_images[state] = hidden_addresses
    return address not in hidden_addresses


def _list_hidden_images(connection: Connection, hidden: frozenset[str]) -> frozenset[str]:
    """Return the addresses of pictures that stand in hidden decks, in whatever version, and in no deck that is not hidden."""
    addresses: set[str] = set()
    rows = decks.list_decks(connection, retired=True)
    for row in rows:
        for version in decks.list_versions(connection, row.id) if row.slug in hidden else ():
            text = decks.load_text(connection, version.id).decode("utf-8", errors="replace")
            addresses |= {unquote(image.address) for image in images.find_images(text.split("\n"))}
    for row in rows:
        for version in decks.list_versions(connection, row.id) if addresses and row.slug not in hidden else ():
            text = decks.load_text(connection, version.id).decode("utf-8", errors="replace")
            addresses -= {unquote(image.address) for image in images.find_images(text.split("\n"))}
    return frozenset(addresses)


def find_deck_images(ws: Workspace, text: str) -> Mapping[str, Path]:
    """Return the pictures in a deck's text that are there and may be exported, by their (unquoted) addresses."""
    paths: dict[str, Path] = {}
    for image in images.find_images(text.split("\n")):
        address = unquote(image.address)
        place = find_image(ws, address)
        if place and place.suffix.lower() in MEDIA_TYPES:
            paths[address] = place
    return paths


def report_missing_images(ws: Workspace, deck: Deck, text: str, coming: Iterable[Picture] = ()) -> Deck:
    """Return the deck of this text, with a problem for each picture that is neither there nor `coming`."""
    expected = {picture.address for picture in coming}
    refused = {p.line for p in deck.problems if p.code == "image-refused"}
    new_problems = images.find_missing_images(
        (image for image in images.find_images(text.split("\n")) if image.line not in refused),
        lambda address: address in expected or _may_be_there(ws, address),
    )
    return (
        replace(deck, problems=tuple(sorted((*deck.problems, *new_problems), key=lambda p: p.line)))
        if new_problems
        else deck
    )


def _may_be_there(ws: Workspace, address: str) -> bool:
    """Tell whether a picture is there, or in a store that cannot be asked now: an author is not told that it is lost."""
    try:
        return find_image(ws, address) is not None
    except ObjectStoreError:
        return True
