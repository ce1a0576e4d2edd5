"""Identity providers on loopback: a certified one, a mock where node is missing, and one that lies as it is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from services.workspace import ROOT
from tests.conftest import free_port

HERE = Path(__file__).resolve().parent
SECRET = "a secret of forty letters, for tests only"


class HostileProvider:
    """A provider whose every answer a test may bend. `claims` and `header` change the next ID token, `sign` replaces how it
    is signed; `info` is what the userinfo address tells (None: there is none).
    """

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
        self.info: dict[str, Any] | None = None
        self.metadata: dict[str, Any] = {}
        self.nonce = ""
        self.forms: list[str] = []
        self.key_requests = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Stay quiet."""

            def do_GET(self) -> None:
                self.answer(outer.get(self.path))

            def do_POST(self) -> None:
                outer.forms.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.answer(outer.make_token())

            def answer(self, content: object) -> None:
                body = json.dumps(content).encode()
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.issuer = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def get(self, path: str) -> object:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **({} if self.info is None else {"userinfo_endpoint": f"{self.issuer}/me"}),
                **self.metadata,
            }
        if path == "/keys":
            self.key_requests += 1
            odd = {"kty": "OKP", "crv": "of tomorrow", "x": "AA", "kid": "odd"}
            return {"keys": [odd, self.key.as_dict(private=False)]}
        return self.info if path == "/me" else None

    def make_token(self) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "mallory",
            "aud": "rehearsal",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        sign = self.sign or (lambda head, body: jwt.encode(head, body, self.key))
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": sign(header, claims)}

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class RealProvider:
    """A provider at which `log_in_at` logs somebody in: the way from the authorization address to the callback's."""

    issuer: str

    def log_in_at(self, browser: requests.Session, url: str, person: dict[str, Any]) -> str:
        raise NotImplementedError

    def register(self, app_url: str) -> None:
        """Let this app be a client."""

    def rotate(self) -> bool:
        """Change the keys; False where this provider cannot."""
        return False


class CertifiedProvider(RealProvider):
    """`oidc-provider`, from npm."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://localhost:{port}"

    def log_in_at(self, browser: requests.Session, url: str, person: dict[str, Any]) -> str:
        requests.post(f"{self.issuer}/become", data=json.dumps(person), timeout=10).raise_for_status()
        while url.startswith(self.issuer):
            response = browser.get(url, allow_redirects=False, timeout=10)
            assert response.is_redirect, response.text
            url = requests.compat.urljoin(url, response.headers["location"])
        return url

    def register(self, app_url: str) -> None:
        addresses = {"redirect": f"{app_url}/login/callback", "goodbye": f"{app_url}/login/goodbye"}
        requests.post(f"{self.issuer}/register", data=json.dumps(addresses), timeout=10).raise_for_status()

    def rotate(self) -> bool:
        requests.post(f"{self.issuer}/rotate", timeout=10).raise_for_status()
        return True


class MockProvider(RealProvider):
    """`oidc-provider-mock`, from PyPI."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://localhost:{port}"

    def log_in_at(self, browser: requests.Session, url: str, person: dict[str, Any]) -> str:
        claims = {name: value for name, value in person.items() if name != "sub"}
        requests.put(f"{self.issuer}/users/{person['sub']}", json=claims, timeout=10).raise_for_status()
        response = browser.post(url, data={"sub": person["sub"]}, allow_redirects=False, timeout=10)
        return response.headers["location"]


def has_certified_provider() -> bool:
    return shutil.which("node") is not None and (ROOT / "web" / "node_modules" / "oidc-provider").is_dir()


@contextmanager
def serve_provider() -> Iterator[RealProvider]:
    """Run the certified provider where node and its package are there, the mock otherwise."""
    if not has_certified_provider():
        import oidc_provider_mock

        with oidc_provider_mock.run_server_in_thread() as server:
            yield MockProvider(server.server_port)
        return
    port = free_port()
    command = ["node", str(HERE / "provider.mjs"), str(ROOT / "web"), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if b"listening" in line:
                break
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield CertifiedProvider(port)
    finally:
        process.kill()
        process.wait(timeout=10)
