"""`/login`, `/login/callback`, `/logout`: the way to the identity provider and back; `/offline/connect/…` for a device that
practises without a log-in. 404 where no provider is configured.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from errors import UserError
from server.login import documents
from server.login.targets import choose_target, get_base_address
from server.responses import respond_not_found
from services.configuration import LoginConfiguration, get_configuration
from services.learners import access_tokens, accounts, learners, login_sessions
from services.learners.login_cookie import read_session_id
from services.workspace import from_environment

LOGGER = logging.getLogger("rehearsal")
_NO_STORE = {"Cache-Control": "no-store"}
CALLBACK = "/login/callback"
GOODBYE = "/login/goodbye"
CONNECT = "/offline/connect/{secret}"

Handler = Callable[[Request, LoginConfiguration], Awaitable[Response]]


def _with_login(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return the route: a 404 without a provider, a page that says so when the provider does not answer."""

    async def route(request: Request) -> Response:
        login = get_configuration().login
        if login is None:
            return respond_not_found()
        from server.login.provider import LoginRefused, ProviderUnavailable  # noqa: PLC0415 (only with a provider)

        base = get_base_address(request)
        try:
            return await handler(request, login)
        except ProviderUnavailable as error:
            LOGGER.warning("log-in failed: %s cause=%r", error, error.__cause__)
            return documents.show_refusal(str(error), error.remedy, base, 502)
        except LoginRefused as error:
            LOGGER.warning("log-in refused: %s cause=%r", error, error.__cause__)
            return documents.show_refusal(str(error), error.remedy, base, 403)
        except UserError as error:
            return documents.show_refusal(str(error), error.remedy, base, 403)

    return route


async def _begin(request: Request, login: LoginConfiguration) -> Response:
    """Send the browser to the provider. `?next=` is where to go on afterwards."""
    from server.login import cookies, provider  # noqa: PLC0415 (only with a provider)

    attempt = provider.LoginRequest(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        target=choose_target(request.query_params.get("next", "/")),
    )
    identity_provider = provider.get_provider(login)
    redirect_uri = get_base_address(request) + CALLBACK
    url = await run_in_threadpool(identity_provider.build_authorization_url, attempt, redirect_uri)
    key = await run_in_threadpool(login_sessions.load_signing_key, from_environment())
    response = RedirectResponse(url, 303, headers=_NO_STORE)
    cookies.remember_request(request, response, attempt, key)
    return response


async def _finish(request: Request, login: LoginConfiguration) -> Response:
    """Take the provider's answer, and begin a session."""
    from server.login import cookies, provider  # noqa: PLC0415 (only with a provider)

    ws = from_environment()
    answer = dict(request.query_params)
    state = answer.get("state", "")
    key = await run_in_threadpool(login_sessions.load_signing_key, ws)
    attempt = cookies.recall_request(request.cookies, state, key)
    if attempt is None:
        raise provider.LoginRefused("This browser did not ask to log in, or did so too long ago.", "Log in again.")
    base = get_base_address(request)
    claims = await run_in_threadpool(provider.get_provider(login).redeem, answer, attempt, base + CALLBACK)
    session_id = await run_in_threadpool(
        lambda: login_sessions.log_in(
            ws,
            accounts.read_identity(claims, login),
            attempt.state,
            request.headers.get("user-agent", ""),
            datetime.now(UTC),
            former=read_session_id(request.cookies),
        )
    )
    response = RedirectResponse(base + choose_target(attempt.target), 303, headers=_NO_STORE)
    cookies.set_session(request, response, session_id)
    cookies.forget_request(response, state)
    return response


async def _ask_to_log_out(request: Request, login: LoginConfiguration) -> Response:
    """Show the page whose buttons log out: a link alone must not, or any page could."""
    ws, base = from_environment(), get_base_address(request)
    login_session = await run_in_threadpool(
        login_sessions.find_logged_in, ws, read_session_id(request.cookies), datetime.now(UTC)
    )
    if login_session is None:
        return RedirectResponse(base + GOODBYE, 303, headers=_NO_STORE)
    names = await run_in_threadpool(learners.list_names, ws)
    url = await run_in_threadpool(_find_logout_url, login, base)
    parts = urlsplit(url or "")
    return documents.show_logout(
        names[login_session.learner], base, f"{parts.scheme}://{parts.netloc}" if url else None
    )


async def _log_out(request: Request, login: LoginConfiguration) -> Response:
    """End the session, all of them where asked, and log out at the provider too."""
    from server.login import cookies  # noqa: PLC0415 (only with a provider)

    ws, base = from_environment(), get_base_address(request)
    session_id = read_session_id(request.cookies)
    form = await request.form()
    login_session = await run_in_threadpool(login_sessions.find_logged_in, ws, session_id, datetime.now(UTC))
    if login_session is not None and form.get("everywhere") == "yes":
        with_tokens = form.get("tokens") == "yes"
        await run_in_threadpool(
            lambda: login_sessions.log_out_everywhere(ws, login_session.learner, with_tokens=with_tokens)
        )
    elif session_id:
        await run_in_threadpool(login_sessions.log_out, ws, session_id)
    url = await run_in_threadpool(_find_logout_url, login, base)
    response = RedirectResponse(url or base + GOODBYE, 303, headers=_NO_STORE)
    cookies.clear_session(request, response)
    return response


def _find_logout_url(login: LoginConfiguration, base: str) -> str | None:
    """Return the address to log out at the provider; None when it has none or does not answer. Blocks."""
    from server.login import provider  # noqa: PLC0415 (only with a provider)

    try:
        return provider.get_provider(login).build_logout_url(base + GOODBYE)
    except provider.ProviderUnavailable:
        return None


async def _ask_to_connect(request: Request, _login: LoginConfiguration) -> Response:
    """Show the page whose button connects a device: a link alone must not, or any page could."""
    device = await run_in_threadpool(_find_device, request)
    if device is None:
        return documents.show_dead_connection(get_base_address(request))
    return documents.show_connection(*device)


async def _connect(request: Request, _login: LoginConfiguration) -> Response:
    """Give the browser the token of its address, and open the offline page."""
    from server.login import cookies  # noqa: PLC0415 (only with a provider)

    base = get_base_address(request)
    if await run_in_threadpool(_find_device, request) is None:
        return documents.show_dead_connection(base)
    response = RedirectResponse(f"{base}/offline/", 303, headers=_NO_STORE)
    cookies.set_offline_token(request, response, request.path_params["secret"])
    return response


def _find_device(request: Request) -> tuple[str, str] | None:
    """Return whose device an address is for, and its name; None for a wrong or revoked one. Reads the database."""
    return access_tokens.describe_device(from_environment(), request.path_params["secret"], datetime.now(UTC))


async def _say_goodbye(request: Request, _login: LoginConfiguration) -> Response:
    return documents.show_goodbye(get_base_address(request))


routes = [
    Route("/login", _with_login(_begin)),
    Route(CALLBACK, _with_login(_finish)),
    Route(GOODBYE, _with_login(_say_goodbye)),
    Route(CONNECT, _with_login(_ask_to_connect), methods=["GET"]),
    Route(CONNECT, _with_login(_connect), methods=["POST"]),
    Route("/logout", _with_login(_ask_to_log_out), methods=["GET"]),
    Route("/logout", _with_login(_log_out), methods=["POST"]),
]
