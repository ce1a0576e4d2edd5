"""Every answer carries the policy, and the policy lets no foreign or inline script run."""

from __future__ import annotations

import base64
import hashlib

import pytest
from starlette.testclient import TestClient

from server.middleware.headers import PART_POLICY, build_policy, hash_inline_scripts


@pytest.mark.parametrize("path", ["/", "/healthz", "/audio/none.mp3", "/static/app.js", "/pictures/none.png"])
def test_every_answer_is_dressed(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_a_part_of_a_page_has_a_short_policy_and_everything_else_the_whole_one(client: TestClient) -> None:
    assert client.get("/static/app.js").headers["content-security-policy"] == PART_POLICY
    assert "script-src" in client.get("/static/none.js").headers["content-security-policy"]
    for rule in PART_POLICY.split("; "):
        assert rule in build_policy([]).split("; ")


def test_an_inline_script_is_allowed_by_its_hash_alone() -> None:
    html = "<script src='a.js'></script>\n<script type=\"module\">\n  let a = 1\n</script>"
    digest = base64.b64encode(hashlib.sha256(b"\n  let a = 1\n").digest()).decode()
    assert hash_inline_scripts(html) == [f"'sha256-{digest}'"]


def test_scripts_are_ours_or_known_by_hash() -> None:
    rules = dict(rule.split(" ", 1) for rule in build_policy(["'sha256-x'"]).split("; "))
    assert rules["script-src"] == "'self' blob: 'wasm-unsafe-eval' 'sha256-x'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert "http" not in build_policy([])
