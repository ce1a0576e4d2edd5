"""Pictures that came in with a deck: looked at before they are kept, named by their content, never changed.

A picture lies in the data folder (or the object store) as `pictures/<32 hexadecimal digits>.<kind>`, and that is how a deck's
text refers to it: every version of a deck finds its own pictures for as long as the folder lives. Pictures beside decks in
`content/` stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from deck import images
from deck.model import Deck
from exchange.export.attachments import MEDIA_TYPES
from exchange.importers.images import FOLDER, Picture
from services.object_cache import get_cached_file
from services.object_storage import ObjectStoreError, open_remote_store, open_store
from services.workspace import Workspace

IMAGE_NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp)")


def save_images(ws: Workspace, found: Iterable[Picture]) -> None:
    """Keep pictures; one that is there already stays as it is."""
    store = open_store(ws)
    for picture in found:
        name = f"{FOLDER}/{picture.name}"
        if store.find(name) is None:
            store.put(name, picture.data)


def find_image(ws: Workspace, address: str) -> Path | None:
    """Return the file of a picture that a deck's text refers to by this (unquoted) address; None when there is none.

    Beside the decks first, then among those that came in. Nothing outside these two folders is found, links followed. Raises
    ObjectStoreError when the store that has them cannot be asked.
    """
    found = images.find_file_beside(ws.content, address)
    folder, _, name = address.partition("/")
    if found is None and folder == FOLDER and IMAGE_NAME.fullmatch(name):
        store = open_remote_store()
        if store is not None:
            return get_cached_file(ws, store, address)
        found = images.find_file_beside(ws.data, address)
    return found


def find_deck_images(ws: Workspace, text: str) -> Mapping[str, Path]:
    """Return the pictures that a deck's text shows and that are there, by their (unquoted) addresses.

    Those that may go out.
    """
    found: dict[str, Path] = {}
    for image in images.find_images(text.split("\n")):
        address = unquote(image.address)
        place = find_image(ws, address)
        if place and place.suffix.lower() in MEDIA_TYPES:
            found[address] = place
    return found


def report_missing_images(ws: Workspace, deck: Deck, text: str, coming: Iterable[Picture] = ()) -> Deck:
    """Return the deck of this text, with a problem for each picture that is neither there nor `coming`."""
    expected = {picture.address for picture in coming}
    refused = {p.line for p in deck.problems if p.code == "image-refused"}
    lost = images.find_missing_images(
        (image for image in images.find_images(text.split("\n")) if image.line not in refused),
        lambda address: address in expected or _may_be_there(ws, address),
    )
    return replace(deck, problems=tuple(sorted((*deck.problems, *lost), key=lambda p: p.line))) if lost else deck


def _may_be_there(ws: Workspace, address: str) -> bool:
    """Tell whether a picture is there, or in a store that cannot be asked now: an author is not told that it is lost."""
    try:
        return find_image(ws, address) is not None
    except ObjectStoreError:
        return True
