"""Read the JSON object in the body of a request, and no more of it than a page of ours sends."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request


class BodyTooLargeError(Exception):
    """A body is longer than its route allows."""


async def read_json_object(request: Request, max_bytes: int) -> dict[str, Any] | None:
    """Return the object that was sent, an empty one for an empty body; None for anything that is not a JSON object.

    Raises BodyTooLargeError once more than `max_bytes` have arrived, so that nobody can fill the memory.
    """
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > max_bytes:
            raise BodyTooLargeError
    try:
        body = json.loads(received or b"{}")
    except (ValueError, RecursionError):  # RecursionError: brackets nested by the thousand
        return None
    return body if isinstance(body, dict) else None
