"""The house from a visitor's chair."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_the_bare_address_leads_to_a_page_with_a_readable_address(page: Page, goto) -> None:
    goto(page, "/")
    expect(page).to_have_url(re.compile(r"/(today|topics)$"))
