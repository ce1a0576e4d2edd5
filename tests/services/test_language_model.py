"""A language model behind an address: what is sent, what is taken for a reply, and what is said when none comes."""

from __future__ import annotations

import itertools
import json
from http.server import BaseHTTPRequestHandler

import pytest

from errors import UserError
from services import language_model
from services.language_model import ModelAddress, ModelClient, ModelUnavailableError, read_address, read_object
from tests.services.interview.loopback import Reply, send, serve_reply

URL = "https://llm.example.org/v1"


def test_an_address_is_read_with_its_model_key_and_patience() -> None:
    environ = {"X_URL": f" {URL}/ ", "X_MODEL": " tiny ", "X_KEY": "secret", "X_TIMEOUT": "2.5"}
    assert read_address(environ, "X_") == ModelAddress(URL, "tiny", "secret", 2.5)
    assert read_address({"X_URL": URL, "X_MODEL": "tiny"}, "X_") == ModelAddress(URL, "tiny", "", 10.0)
    assert read_address({"X_URL": URL, "X_MODEL": "tiny", "X_TIMEOUT": "120"}, "X_") is not None
    assert read_address({"X_URL": "  ", "X_MODEL": "tiny"}, "X_") is None
    assert read_address({"Y_URL": URL, "Y_MODEL": "tiny"}, "X_") is None


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"X_URL": "ftp://llm.example.org", "X_MODEL": "m"}, "X_URL is no http address: ftp://llm.example.org"),
        ({"X_URL": "http://", "X_MODEL": "m"}, "X_URL is no http address"),
        ({"X_URL": URL, "X_MODEL": " "}, "X_MODEL does not name a model"),
        ({"X_URL": URL, "X_MODEL": "m", "X_TIMEOUT": "soon"}, "X_TIMEOUT is no number"),
        ({"X_URL": URL, "X_MODEL": "m", "X_TIMEOUT": "0"}, "between 0 and 120"),
        ({"X_URL": URL, "X_MODEL": "m", "X_TIMEOUT": "121"}, "between 0 and 120"),
        ({"X_URL": URL, "X_MODEL": "m", "X_TIMEOUT": "nan"}, "between 0 and 120"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_address(environ, "X_")


def test_the_page_names_the_host_without_who_logs_in_there() -> None:
    assert ModelAddress("https://ada:pass@llm.example.org:8080/v1", "m").host == "llm.example.org:8080"


@pytest.mark.parametrize(
    ("reply", "content"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Here you are:\n```json\n{"a": {"b": 2}}\n```\nGood luck!', {"a": {"b": 2}}),
    ],
)
def test_the_object_in_a_reply_is_found(reply: str, content: dict[str, object]) -> None:
    assert read_object(reply) == content


@pytest.mark.parametrize("reply", ["", "no braces", "} {", "{not json}", "[1, 2]"])
def test_a_reply_without_an_object_is_none(reply: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_object(reply)


def ask(reply: Reply, address: dict[str, object] | None = None) -> tuple[str, list[bytes]]:
    """Ask a server that replies so; return what it wrote, and the bodies that it got."""
    with serve_reply(reply, "X_") as (environ, seen):
        found = read_address(environ, "X_")
        assert found is not None
        return ModelClient(found, reply_name="verdict").ask("You judge.", "Is it so?"), seen


def write(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_instructions_and_question_are_sent_and_the_reply_is_read() -> None:
    text, (body,) = ask(lambda handler: send(handler, write("It is.")))
    assert text == "It is."
    sent = json.loads(body)
    assert (sent["model"], sent["stream"], sent["temperature"]) == ("tiny", False, 0)
    assert sent["response_format"] == {"type": "json_object"}
    assert [(one["role"], one["content"]) for one in sent["messages"]] == [
        ("system", "You judge."),
        ("user", "Is it so?"),
    ]


def test_what_was_streamed_unasked_is_put_together() -> None:
    pieces = [json.dumps({"choices": [{"delta": delta}]}) for delta in ({"content": "It "}, {}, {"content": "is."})]
    lines = [": a comment", *(f"data: {piece}" for piece in pieces), "data:", "data: [DONE]"]
    stream = "\n\n".join(lines).encode()
    assert ask(lambda handler: send(handler, stream, kind="text/event-stream"))[0] == "It is."


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (lambda handler: send(handler, b"{}", status=429), r"127\.0\.0\.1:\d+ refused \(status 429\)"),
        (redirect, r"refused \(status 302\)"),
        (lambda handler: send(handler, write(["no", "text"])), "gave no usable verdict"),
        (lambda handler: send(handler, b'{"choices": []}'), "gave no usable verdict"),
        (lambda handler: send(handler, b"\xff\xff"), "gave no usable verdict"),
        (lambda handler: send(handler, b"data: {", kind="text/event-stream"), "gave no usable verdict"),
        (
            lambda handler: send(handler, write("x" * language_model.MAX_REPLY_BYTES)),
            "gave no usable verdict",
        ),
    ],
)
def test_a_reply_that_cannot_be_used_is_a_sentence(reply: Reply, sentence: str) -> None:
    with pytest.raises(ModelUnavailableError, match=sentence):
        ask(reply)


def test_a_key_is_sent_where_there_is_one() -> None:
    headers: list[str | None] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        headers.append(handler.headers["Authorization"])
        send(handler, write("yes"))

    with serve_reply(note, "X_") as (environ, _):
        for key in ("", "secret"):
            found = read_address({**environ, "X_KEY": key}, "X_")
            assert found is not None
            ModelClient(found).ask("", "")
    assert headers == [None, "Bearer secret"]


def test_a_reply_that_comes_drop_by_drop_is_given_up_in_time() -> None:
    ticks = itertools.count()  # each look at the clock is a second later
    with serve_reply(lambda handler: send(handler, write("late")), "X_", timeout="0.5") as (environ, _):
        found = read_address(environ, "X_")
        assert found is not None
        with pytest.raises(ModelUnavailableError, match=r"did not answer within 0\.5 seconds"):
            ModelClient(found, clock=lambda: float(next(ticks))).ask("", "")


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with serve_reply(redirect, "X_") as (environ, _):
        found = read_address(environ, "X_")
    assert found is not None
    with pytest.raises(ModelUnavailableError, match="could not be reached"):
        ModelClient(found).ask("", "")
