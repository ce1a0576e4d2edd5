"""An incident as a page of its own: the player, its data and nothing else, so that a browser can keep it."""

from __future__ import annotations

import html
import json
from pathlib import Path
from string import Template

from services.assets import load_asset
from services.languages import find_direction
from services.library import audience, catalog
from services.replays import replays
from services.workspace import Workspace

PAGE = Template(Path(__file__).with_name("incident.html").read_text("utf-8"))
ROOT = "../../.."  # from /offline/incident/<deck>/<id> to where the app is served


def render_incident_page(ws: Workspace, learner: int, deck_id: str, incident_id: str) -> str:
    """Return the page as HTML. Raises UserError when there is no such incident in a deck that the learner may see."""
    audience.check_visible(ws, learner, deck_id)
    deck = catalog.load_deck(ws, deck_id)
    track = replays.build_payload(deck, incident_id)
    title = next(incident.title for incident in deck.incidents if incident.id == incident_id)
    data = {
        "track": track,
        "start": None,
        "link": "#",
        "kept": None,
        "plotly": ROOT + load_asset("plotly.min.js").address,
    }
    language = deck.meta.language or "en"
    return PAGE.substitute(
        lang=html.escape(language),
        dir=find_direction(language),
        title=html.escape(title),
        script=html.escape(ROOT + load_asset("offline-incident.js").address),
        # A "<" in the text of a deck could end the script that holds it.
        data=json.dumps(data).replace("<", "\\u003c"),
    )
