"""A replay as one HTML file: the same player, Plotly inside, nothing fetched. It opens from disk without a network.

Deck text enters as JSON with `<`, `>` and `&` escaped, so that no text can end the script it stands in; the player
makes text nodes of it. The file's own policy forbids it to fetch anything.
"""

from __future__ import annotations

import html
import json
from pathlib import Path
from string import Template

from replay.model import Track
from replay.payload import pack_track

PAGE = Template(Path(__file__).with_name("page.html").read_text("utf-8"))


def render_page(track: Track, plotly: str, player: str) -> str:
    """Return the file's text.

    `plotly` is the text of plotly.min.js, about 4.8 MB; `player` is the player's script, which defines the function
    replayPlayer.default.
    """
    data: dict[str, object] = {"track": pack_track(track), "start": None, "link": "#", "plotly": "", "kept": []}
    return PAGE.substitute(
        title=html.escape(track.title),
        plotly=_escape_script(plotly),
        player=_escape_script(player),
        data=_encode_json(data),
    )


def _encode_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _escape_script(text: str) -> str:
    # Within JavaScript's strings, the only place where it occurs, "<\\/" means "</".
    return text.replace("</script", "<\\/script").replace("<!--", "\\x3c!--")
