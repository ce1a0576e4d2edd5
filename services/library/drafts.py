"""Drafts that mentors have not published yet: in the data folder or the object store, so that a closed tab loses nothing."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass

from deck.markdown.ids import slugify_file_name
from errors import UserError
from objects.interface import ObjectMissingError
from services.library.catalog import MAX_DECK_BYTES
from services.object_storage import open_store
from services.workspace import Workspace

NEW_DECK = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is being written.

    `deck` is the deck's id, `NEW_DECK` for one that does not exist yet; `base` the version it was begun from (0: none).
    `token` names the text as it was loaded into the editor; `revision` counts what was kept since.
    """

    deck: str
    base: int
    text: str
    token: str
    revision: int = 0


def load_draft(ws: Workspace, learner: int, deck: str) -> Draft | None:
    """Return the draft of this deck as it was last kept, None where there is none."""
    try:
        content = json.loads(open_store(ws).read(_name_draft(learner, deck)))
        return Draft(deck, int(content["base"]), str(content["text"]), str(content["token"]), int(content["revision"]))
    except ObjectMissingError:
        return None
    except (ValueError, KeyError, TypeError):
        return None  # another program wrote there


def save_draft(ws: Workspace, learner: int, draft: Draft) -> None:
    """Keep the draft: whole or not at all, even when the power fails.

    Raises UserError when it is too large, and ObjectStoreError when the store does not take it.
    """
    if len(draft.text.encode("utf-8", errors="surrogatepass")) > MAX_DECK_BYTES:
        raise UserError("The text is larger than 5 MB.", "Split it into several decks.")
    open_store(ws).put(_name_draft(learner, draft.deck), json.dumps(asdict(draft)).encode())


def list_drafts(ws: Workspace, learner: int) -> tuple[Draft, ...]:
    """Return every draft of a learner, by deck. Raises ObjectStoreError."""
    store, drafts = open_store(ws), []
    for name in list_draft_names(ws, learner):
        try:
            content = json.loads(store.read(name))
            revision = int(content["revision"])
            drafts.append(
                Draft(str(content["deck"]), int(content["base"]), str(content["text"]), str(content["token"]), revision)
            )
        except (ObjectMissingError, ValueError, KeyError, TypeError):
            continue  # it was published meanwhile, or another program wrote there
    return tuple(drafts)


def list_draft_names(ws: Workspace, learner: int) -> tuple[str, ...]:
    """Return the names of the objects that hold a learner's drafts. Raises ObjectStoreError."""
    return tuple(sorted(item.name for item in open_store(ws).list(f"drafts/{learner:d}/")))


def find_names_in_drafts(ws: Workspace, names: Collection[str], except_for: int | None = None) -> set[str]:
    """Return which of these names of pictures somebody's draft mentions, the drafts of `except_for` left out.

    Raises ObjectStoreError.
    """
    store, mentioned = open_store(ws), set[str]()
    for one in store.list("drafts/") if names else ():
        if except_for is None or not one.name.startswith(f"drafts/{except_for:d}/"):
            with suppress(ObjectMissingError):  # published meanwhile
                text = store.read(one.name)
                mentioned |= {name for name in names if name.encode() in text}
    return mentioned


def delete_draft(ws: Workspace, learner: int, deck: str) -> None:
    """Delete the draft: it was published, or its author does not want it."""
    open_store(ws).delete(_name_draft(learner, deck))


def _name_draft(learner: int, deck: str) -> str:
    # No deck's id begins with an underscore.
    name = "_new" if deck == NEW_DECK else slugify_file_name(deck)
    return f"drafts/{learner:d}/{name}.json"
