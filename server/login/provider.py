"""The identity provider: discovery, the way to it, and what it answers (OpenID Connect Core 1.0, authorization code flow).

Imported only where a provider is configured: it brings Authlib and its cryptography with it. Calls block; routes run them
in a thread.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, import_key
from joserfc.jws import JWSRegistry

from errors import UserError
from services.configuration import LOOPBACK_NAMES, LoginConfiguration

# Somebody waits for the log-in: a provider that needs longer is told as one that cannot be reached.
TIMEOUT_SECONDS = 10.0
METADATA_SECONDS = 3600.0  # how long a provider's addresses and keys are taken as known
LEEWAY_SECONDS = 60  # by which the clocks of two machines may differ
MAX_AGE_SECONDS = 600  # an ID token that was issued longer ago answers another question than ours
# Signed with a key that only the provider has. Neither `none` nor HS256, which would take a public key for a secret.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
_REQUIRED_METADATA = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_ENDPOINTS = (*_REQUIRED_METADATA, "userinfo_endpoint", "end_session_endpoint")


class LoginRefused(UserError):
    """A log-in that must not be accepted: what came back from the provider is not the answer to what was asked."""


class ProviderUnavailable(UserError):
    """The provider did not answer, or its answer cannot be used."""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What is remembered of a log-in until the provider answers: `state` ties it to the browser, `nonce` to the ID token,
    `verifier` to the code (PKCE; RFC 7636); `target` is the address of ours to go on to.
    """

    state: str
    nonce: str
    verifier: str
    target: str


@dataclass
class _ProviderCache:
    """What was fetched of a provider, and when (a monotonic clock's seconds)."""

    metadata: dict[str, Any] = field(default_factory=dict)
    metadata_at: float = float("-inf")
    keys: KeySet | None = None
    keys_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)


class Provider:
    """One configured provider, with what was fetched of it."""

    def __init__(self, login: LoginConfiguration) -> None:
        self.login = login
        self._cache = _ProviderCache()

    def load_metadata(self) -> Mapping[str, Any]:
        """Return the provider's addresses (OpenID Connect Discovery 1.0). Raises ProviderUnavailable."""
        cache = self._cache
        with cache.lock:
            if time.monotonic() - cache.metadata_at > METADATA_SECONDS:
                cache.metadata = self._fetch_metadata()
                cache.metadata_at = time.monotonic()
            return cache.metadata

    def _fetch_metadata(self) -> dict[str, Any]:
        metadata = self._get_json(f"{self.login.issuer.rstrip('/')}/.well-known/openid-configuration")
        if not all(isinstance(metadata.get(name), str) for name in _REQUIRED_METADATA):
            raise ProviderUnavailable("The identity provider does not say where to log in.", _TELL)
        # To the letter but for a slash at the end, which people leave out (section 4.3 of Discovery).
        if metadata["issuer"].rstrip("/") != self.login.issuer.rstrip("/"):
            raise ProviderUnavailable("The identity provider's issuer is not the one configured here.", _TELL)
        # Without encryption only on this machine, for trying it out.
        plain_allowed = urlsplit(self.login.issuer).scheme == "http"
        for name in _ENDPOINTS:
            parts = urlsplit(str(metadata.get(name) or self.login.issuer))
            if parts.scheme != "https" and not (plain_allowed and parts.hostname in LOOPBACK_NAMES):
                raise ProviderUnavailable("The identity provider names an address that is not encrypted.", _TELL)
        return metadata

    def build_authorization_url(self, request: LoginRequest, redirect_uri: str) -> str:
        """Return the address at which the person logs in."""
        endpoint = self.load_metadata()["authorization_endpoint"]
        with self._open_client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                endpoint, state=request.state, nonce=request.nonce, code_verifier=request.verifier
            )
        return str(url)

    def redeem(self, answer: Mapping[str, str], request: LoginRequest, redirect_uri: str) -> dict[str, Any]:
        """Exchange the code of the provider's answer; return the claims of the person, checked.

        `answer` is the query of the callback. Raises LoginRefused and ProviderUnavailable.
        """
        metadata = self.load_metadata()
        # Which provider answers is told where it can be: a code of another one is not sent to this one (RFC 9207).
        answer_issuer = answer.get("iss")
        if (answer_issuer is None and metadata.get("authorization_response_iss_parameter_supported") is True) or (
            answer_issuer is not None and answer_issuer != metadata["issuer"]
        ):
            raise LoginRefused("The answer came from another identity provider.", _AGAIN)
        if not hmac.compare_digest(answer.get("state", "").encode(), request.state.encode()):
            raise LoginRefused("The answer belongs to another log-in.", _AGAIN)
        if "error" in answer or not answer.get("code"):
            raise LoginRefused("The identity provider did not log you in.", _AGAIN)
        with self._open_client(redirect_uri) as client:
            try:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer["code"],
                    code_verifier=request.verifier,
                    timeout=TIMEOUT_SECONDS,
                )
            except OAuthError as error:
                raise LoginRefused("The identity provider did not accept the log-in.", _AGAIN) from error
            except (requests.RequestException, ValueError) as error:
                raise ProviderUnavailable("The identity provider cannot be reached.", _LATER) from error
            claims = self.check_id_token(token, request.nonce)
            return self._add_user_info(client, claims)

    def check_id_token(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Return the claims of the ID token in a token answer (Core, section 3.1.3.7). Raises LoginRefused."""
        metadata = self.load_metadata()
        encoded = token.get("id_token")
        if not isinstance(encoded, str):
            raise LoginRefused("The identity provider sent no proof of who you are.", _TELL)
        # Of the algorithms that the provider names, and never by what the token says of itself. RS256 is the default
        # (Core, section 3.1.3.7).
        offered_algorithms = metadata.get("id_token_signing_alg_values_supported")
        algorithms = sorted(
            ALGORITHMS.intersection(offered_algorithms) if isinstance(offered_algorithms, list) else {"RS256"}
        )
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        try:
            try:
                decoded = jwt.decode(encoded, key=self._load_keys(), registry=registry)
            except (InvalidKeyIdError, BadSignatureError):
                # The keys change now and then; a signature by a new one is no forgery.
                decoded = jwt.decode(encoded, key=self._load_keys(refetch=True), registry=registry)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {"iss": {"values": [metadata["issuer"]]}, "aud": {"value": self.login.client_id}},
                {"nonce": nonce, "client_id": self.login.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise LoginRefused("The proof of who you are cannot be accepted.", _AGAIN) from error
        if time.time() - float(claims["iat"]) > MAX_AGE_SECONDS + LEEWAY_SECONDS:
            raise LoginRefused("The proof of who you are is too old.", _AGAIN)
        return dict(claims)

    def _add_user_info(self, client: OAuth2Session, claims: dict[str, Any]) -> dict[str, Any]:
        """Add what the provider tells at its userinfo address (Core, section 5.3), where it has one; the ID token goes
        first.
        """
        endpoint = self.load_metadata().get("userinfo_endpoint")
        if not endpoint:
            return claims
        try:
            response = client.get(endpoint, timeout=TIMEOUT_SECONDS)
            response.raise_for_status()
            user_info = response.json()
        except (requests.RequestException, OAuthError, ValueError):
            return claims  # a signed answer, or none: the ID token says who it is
        if not isinstance(user_info, dict) or user_info.get("sub") != claims["sub"]:
            raise LoginRefused("The identity provider's answers are about two different people.", _TELL)
        return {**user_info, **claims}

    def build_logout_url(self, return_to: str) -> str | None:
        """Return the provider's log-out address (RP-Initiated Logout 1.0); None where it offers none.

        No ID token goes along, so that none has to be kept: the provider asks the person instead.
        """
        endpoint = self.load_metadata().get("end_session_endpoint")
        if not endpoint:
            return None
        query = urlencode({"client_id": self.login.client_id, "post_logout_redirect_uri": return_to})
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"

    def _load_keys(self, *, refetch: bool = False) -> KeySet:
        cache = self._cache
        # Before the lock is taken: `load_metadata` takes the same one, and it cannot be taken twice.
        address = self.load_metadata()["jwks_uri"]
        with cache.lock:
            if cache.keys is None or refetch or time.monotonic() - cache.keys_at > METADATA_SECONDS:
                cache.keys = _read_keys(self._get_json(address))
                cache.keys_at = time.monotonic()
            return cache.keys

    def _get_json(self, address: str) -> dict[str, Any]:
        try:
            # A redirect could lead to an address that is not encrypted.
            response = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
            response.raise_for_status()
            answer = response.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnavailable("The identity provider cannot be reached.", _LATER) from error
        if not isinstance(answer, dict):
            raise ProviderUnavailable("The identity provider sent an answer that cannot be read.", _TELL)
        return answer

    def _open_client(self, redirect_uri: str) -> OAuth2Session:
        methods = self.load_metadata().get("token_endpoint_auth_methods_supported")
        # What a provider that names none takes (Discovery, section 3).
        is_basic = not isinstance(methods, list) or "client_secret_basic" in methods
        return OAuth2Session(
            self.login.client_id,
            self.login.client_secret,
            token_endpoint_auth_method="client_secret_basic" if is_basic else "client_secret_post",
            scope=self.login.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )


def _read_keys(key_set: Mapping[str, Any]) -> KeySet:
    """Return the provider's public keys that check signatures. Kinds that are unknown here are passed over."""
    keys: list[Key] = []
    for entry in key_set.get("keys") or ():
        # "oct" is a shared secret: one that is published could sign for anybody.
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig" or entry.get("kty") == "oct":
            continue
        try:
            keys.append(import_key(entry))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    if not keys:
        raise ProviderUnavailable("The identity provider publishes no key to check its answers with.", _TELL)
    return KeySet(keys)


_AGAIN = "Log in again."
_LATER = "Try again in a moment."
_TELL = "Tell the administrator of this instance."


@lru_cache(maxsize=4)
def get_provider(login: LoginConfiguration) -> Provider:
    """Return the provider of these settings, with what this process knows of it."""
    return Provider(login)
