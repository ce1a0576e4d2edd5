"""The few pages that are shown before and after a log-in. Plain HTML: the app itself is not there yet."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

# As little as makes a page readable in both shades on a telephone; the policy allows styles in the page.
_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Rehearsal</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 17px/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif; margin: 0; padding: 12vh 1.25rem 2rem;
  background: #fbfaf7; color: #111a24; }}
main {{ max-width: 28rem; margin: 0 auto; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.75rem; }}
form {{ margin: 0.75rem 0; }}
a.button, button {{ display: inline-block; box-sizing: border-box; min-height: 2.75rem; padding: 0.6rem 1.1rem; font: inherit;
  font-weight: 600; border-radius: 0.6rem; border: 1px solid #0b6b66; background: #0b6b66; color: #fff;
  text-decoration: none; cursor: pointer; }}
button.second {{ background: transparent; color: #0b6b66; }}
:focus-visible {{ outline: 3px solid #c2571a; outline-offset: 2px; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #12181f; color: #e8ebee; }}
  a.button, button {{ background: #4fb8ad; border-color: #4fb8ad; color: #12181f; }}
  button.second {{ background: transparent; color: #4fb8ad; }}
}}
</style>
</head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""
_HEADERS = {"Cache-Control": "no-store"}


def show_refusal(title: str, remedy: str, base: str, status: int) -> HTMLResponse:
    """Return a page that says why somebody was not logged in, and leads back to the start."""
    body = f'<p>{escape(remedy)}</p><p><a class="button" href="{escape(base)}/login">Log in</a></p>'
    return _render(title, body, status)


def show_goodbye(base: str) -> HTMLResponse:
    """Return the page after logging out."""
    body = f'<p>This browser is logged out.</p><p><a class="button" href="{escape(base)}/login">Log in again</a></p>'
    return _render("Goodbye", body, 200)


def show_logout(name: str, base: str, provider: str | None) -> HTMLResponse:
    """Return the page that asks before logging out. `provider` is where its button leads next, for the policy."""
    action = f'<form action="{escape(base)}/logout" method="post">'
    body = (
        f"<p>You are logged in as <strong>{escape(name)}</strong>.</p>"
        f'{action}<button type="submit">Log out</button></form>'
        f'{action}<input type="hidden" name="everywhere" value="yes">'
        '<button class="second" type="submit">Log out of all my browsers</button>'
        '<p><label><input type="checkbox" name="tokens" value="yes"> Close my podcast feed and my offline devices too</label></p>'
        "</form>"
        f'<p><a href="{escape(base)}/">Back to Rehearsal</a></p>'
    )
    answer = _render("Log out?", body, 200)
    if provider is not None:
        # A browser holds the address that a form is redirected to against the same rule as the form's own.
        answer.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {provider}"
        )
    return answer


def show_connection(name: str, device: str) -> HTMLResponse:
    """Return the page that asks before a device is connected for practising offline."""
    body = (
        f"<p>This device will save cards of <strong>{escape(name)}</strong> and send their answers, without a log-in, "
        f"as “{escape(device)}”.</p>"
        '<form method="post"><button type="submit">Connect this device</button></form>'
        "<p>Is that not you? Close this page.</p>"
    )
    return _render("Practise offline?", body, 200)


def show_dead_connection(base: str) -> HTMLResponse:
    """Return the page behind an address of a device that is wrong or was revoked."""
    body = (
        "<p>This address is wrong, or it was revoked. Make a new one in Settings, under Apps and devices.</p>"
        f'<p><a class="button" href="{escape(base)}/settings">Open Settings</a></p>'
    )
    return _render("No such device", body, 404)


def _render(title: str, body: str, status: int) -> HTMLResponse:
    return HTMLResponse(_DOCUMENT.format(title=escape(title), body=body), status_code=status, headers=_HEADERS)
