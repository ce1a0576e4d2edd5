"""A language model behind an address: any server with OpenAI's chat interface (Ollama, llama.cpp, vLLM).

What leaves the machine is the caller's to tell. No proxy is used and no redirect followed: texts go to the address that was
configured and nowhere else.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from errors import UserError
from services.configuration import MAX_MODEL_SECONDS

# A learner waits for this reply; without it the author's question or the built-in judge goes on at once.
DEFAULT_TIMEOUT_S = 10.0
# A reply has some hundred words; what is longer is not an answer to what was asked.
MAX_REPLY_BYTES = 200_000
_CHUNK_BYTES = 16_384


class ModelUnavailableError(Exception):
    """The model gave no usable reply. `str(error)` says why, in a sentence that can be shown."""


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """Where the model answers. `timeout` is in seconds: for each silence of the server, and for the whole reply."""

    url: str
    model: str
    key: str = ""
    timeout: float = DEFAULT_TIMEOUT_S

    @property
    def host(self) -> str:
        """The host's name, as the page names it."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def read_address(environ: Mapping[str, str], prefix: str) -> ModelAddress | None:
    """Return the address that `<prefix>URL`, `<prefix>MODEL`, `<prefix>KEY` and `<prefix>TIMEOUT` give, None where none is set.

    Raises UserError for one that cannot be used.
    """
    url = environ.get(f"{prefix}URL", "").strip().rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UserError(f"{prefix}URL is not an http address: {url}")
    model = environ.get(f"{prefix}MODEL", "").strip()
    if not model:
        raise UserError(f"{prefix}URL is set, but {prefix}MODEL does not name a model.")
    try:
        timeout = float(environ.get(f"{prefix}TIMEOUT") or DEFAULT_TIMEOUT_S)
    except ValueError:
        raise UserError(f"{prefix}TIMEOUT is not a number of seconds.") from None
    if not 0 < timeout <= MAX_MODEL_SECONDS:
        raise UserError(f"{prefix}TIMEOUT must be between 0 and {MAX_MODEL_SECONDS} seconds.")
    return ModelAddress(url=url, model=model, key=environ.get(f"{prefix}KEY", ""), timeout=timeout)


class ModelClient:
    """Asks a model for one thing at a time."""

    def __init__(
        self, address: ModelAddress, clock: Callable[[], float] = time.monotonic, reply_name: str = "reply"
    ) -> None:
        self.address = address
        self._clock = clock
        self._reply_name = reply_name

    def ask(self, instructions: str, question: str) -> str:
        """Return what the model wrote. Raises ModelUnavailableError when no usable reply comes in time."""
        body = {
            "model": self.address.model,
            "stream": False,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": question}],
        }
        raw, kind = self.post("/chat/completions", json.dumps(body).encode(), "application/json")
        try:
            text = raw.decode()
            return _join_stream(text) if kind == "text/event-stream" else _read_message(json.loads(text))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ModelUnavailableError(self.describe_unusable()) from error

    def post(self, path: str, body: bytes, kind: str) -> tuple[bytes, str]:
        """Send a body; return the reply and its media type. Raises ModelUnavailableError when none comes in time."""
        request = Request(  # noqa: S310 (the scheme was checked)
            f"{self.address.url}{path}", data=body, headers={"Content-Type": kind, **self._make_authorization()}
        )
        opener = build_opener(ProxyHandler({}), _NoRedirect())
        deadline = self._clock() + self.address.timeout
        try:
            with opener.open(request, timeout=self.address.timeout) as response:
                return self._read(response, deadline), response.headers.get_content_type()
        except HTTPError as error:
            raise ModelUnavailableError(f"The model at {self.address.host} refused (status {error.code}).") from error
        except TimeoutError as error:
            raise ModelUnavailableError(self._explain_timeout()) from error
        except (URLError, OSError, HTTPException) as error:
            # A time-out while connecting comes wrapped, one while reading does not.
            if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
                raise ModelUnavailableError(self._explain_timeout()) from error
            raise ModelUnavailableError(f"The model at {self.address.host} could not be reached.") from error

    def describe_unusable(self) -> str:
        """Return the sentence for a reply that cannot be used."""
        return f"The model at {self.address.host} gave no usable {self._reply_name}."

    def _read(self, response: HTTPResponse, deadline: float) -> bytes:
        """Read a reply piece by piece: a server that sends one byte a second must not keep the learner waiting."""
        out = bytearray()
        while chunk := response.read1(_CHUNK_BYTES):
            out += chunk
            if self._clock() > deadline:
                raise TimeoutError
            if len(out) > MAX_REPLY_BYTES:
                raise ModelUnavailableError(self.describe_unusable())
        return bytes(out)

    def _make_authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.address.key}"} if self.address.key else {}

    def _explain_timeout(self) -> str:
        return f"The model at {self.address.host} did not answer within {self.address.timeout:g} seconds."


def read_object(reply: str) -> dict[str, Any]:
    """Return the JSON object in a reply. Models like to put it into a fence or a sentence: the outermost braces count.

    Raises ValueError where there is none.
    """
    content = json.loads(reply[reply.index("{") : reply.rindex("}") + 1])
    if not isinstance(content, dict):
        raise ValueError(reply)
    return content


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow no redirect: `urllib` then raises the status as an error."""


def _read_message(reply: Any) -> str:
    content = reply["choices"][0]["message"]["content"]
    if not isinstance(content, str):
        raise TypeError(content)
    return content


def _join_stream(text: str) -> str:
    """Put together what a server streamed although it was asked not to (server-sent events)."""
    out = []
    for line in text.splitlines():
        data = line.removeprefix("data:").strip()
        if line.startswith("data:") and data and data != "[DONE]":
            out.append(json.loads(data)["choices"][0]["delta"].get("content") or "")
    return "".join(out)
