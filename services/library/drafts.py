"""What a mentor is writing and has not published: kept in the data folder, so that no closed tab loses it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from deck.markdown.ids import slugify_file_name
from errors import UserError
from files import write_atomically
from services.library.catalog import MAX_DECK_BYTES
from services.workspace import Workspace

NEW_DECK = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`deck` is the deck's id, `NEW_DECK` for one that does not exist yet; `base` the version it was begun from (0: none).

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
        kept = json.loads(_draft_path(ws, learner, deck).read_bytes())
        return Draft(deck, int(kept["base"]), str(kept["text"]), str(kept["token"]), int(kept["revision"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return None  # another program wrote there


def save_draft(ws: Workspace, learner: int, draft: Draft) -> None:
    """Keep the draft: whole or not at all, even when the power fails. Raises UserError when it is too large."""
    if len(draft.text.encode("utf-8", errors="surrogatepass")) > MAX_DECK_BYTES:
        raise UserError("The text is larger than 5 MB.", "Split it into several decks.")
    write_atomically(_draft_path(ws, learner, draft.deck), json.dumps(asdict(draft)).encode())


def list_drafts(ws: Workspace, learner: int) -> tuple[Draft, ...]:
    """Return every draft of a learner, by deck."""
    found = []
    for path in sorted((ws.data / "drafts" / f"{learner:d}").glob("*.json")):
        try:
            kept = json.loads(path.read_bytes())
            revision = int(kept["revision"])
            found.append(Draft(str(kept["deck"]), int(kept["base"]), str(kept["text"]), str(kept["token"]), revision))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it was published meanwhile, or another program wrote there
    return tuple(found)


def delete_all_drafts(ws: Workspace, learner: int) -> None:
    """Forget every draft of a learner who is erased."""
    shutil.rmtree(ws.data / "drafts" / f"{learner:d}", ignore_errors=True)


def delete_draft(ws: Workspace, learner: int, deck: str) -> None:
    """Forget the draft: it was published, or its author does not want it."""
    _draft_path(ws, learner, deck).unlink(missing_ok=True)


def _draft_path(ws: Workspace, learner: int, deck: str) -> Path:
    name = "_new" if deck == NEW_DECK else slugify_file_name(deck)
    return ws.data / "drafts" / f"{learner:d}" / f"{name}.json"
