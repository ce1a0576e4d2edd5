"""The real thing: `streamlit run app.py` with everything around it."""

from __future__ import annotations

import re
import urllib.request

from tests.conftest import Server


def _get(url: str, **headers: str):
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return urllib.request.urlopen(request, timeout=30)


def test_the_page_lets_its_one_inline_script_run_and_no_other(running_app: Server) -> None:
    with _get(running_app.url + "/today") as answer:
        html, headers = answer.read().decode(), answer.headers
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", html)
    rule = next(r for r in headers["content-security-policy"].split("; ") if r.startswith("script-src"))
    assert len(scripts) == rule.count("'sha256-") == 1
    assert "unsafe-inline" not in rule
    assert "unsafe-eval'" not in rule.replace("'wasm-unsafe-eval'", "")


def test_the_first_visit_costs_a_quarter(running_app: Server) -> None:
    with _get(running_app.url + "/") as answer:
        bundles = re.findall(r'\./(static/(?:js|css)/[^"]+)', answer.read().decode())
    assert len(bundles) > 20
    small = large = 0
    for bundle in bundles:
        with _get(f"{running_app.url}/{bundle}", Accept_Encoding="br") as answer:
            small += int(answer.headers["content-length"])
        with _get(f"{running_app.url}/{bundle}", Accept_Encoding="identity") as answer:
            large += int(answer.headers["content-length"])
    assert small * 4 < large


def test_the_log_is_one_line_an_event(running_app: Server) -> None:
    _get(running_app.url + "/today").close()
    events = [line for line in running_app.log.read_text().splitlines() if " rehearsal " in line]
    assert any("started data=" in event for event in events)
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ rehearsal ", event) for event in events)
