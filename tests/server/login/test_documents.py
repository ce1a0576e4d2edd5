"""The pages around a log-in: what comes from people or a provider is text in them, and forms lead where they may."""

from __future__ import annotations

import pytest
from starlette.responses import HTMLResponse

from server.login import documents

BASE = "https://learn.example.org/study"
EVIL = "<script>alert('x')</script>"


def read(response: HTMLResponse) -> str:
    return bytes(response.body).decode()


@pytest.mark.parametrize(
    "page",
    [
        documents.show_refusal(EVIL, EVIL, BASE, 403),
        documents.show_logout(EVIL, BASE, None),
        documents.show_connection(EVIL, EVIL),
    ],
)
def test_names_and_sentences_are_text(page: HTMLResponse) -> None:
    assert "<script>" not in read(page) and "&lt;script&gt;" in read(page)
    assert page.headers["cache-control"] == "no-store"


def test_a_refusal_has_its_status_and_leads_back() -> None:
    page = documents.show_refusal("Nobody knows you.", "Ask for an account.", BASE, 502)
    assert page.status_code == 502
    assert "Ask for an account." in read(page) and f'href="{BASE}/login"' in read(page)
    assert documents.show_dead_connection(BASE).status_code == 404
    assert f'href="{BASE}/settings"' in read(documents.show_dead_connection(BASE))
    assert f'href="{BASE}/login"' in read(documents.show_goodbye(BASE))


def test_logging_out_is_a_post_and_may_lead_to_the_provider_alone() -> None:
    page = documents.show_logout("Ada", BASE, "https://login.example.org")
    assert read(page).count(f'<form action="{BASE}/logout" method="post">') == 2
    assert 'name="everywhere" value="yes"' in read(page) and 'name="tokens" value="yes"' in read(page)
    policy = page.headers["content-security-policy"]
    assert policy.endswith("form-action 'self' https://login.example.org") and "default-src 'none'" in policy
    assert "content-security-policy" not in documents.show_logout("Ada", BASE, None).headers
