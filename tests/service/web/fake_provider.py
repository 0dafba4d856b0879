"""A small OpenID Connect provider on a thread: it says what the test tells it to say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "sightline", "a secret between the two"


class FakeProvider:
    """Keys, one code, and the claims of the next token."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.nonce, self.challenge = "", ""
        self.claims: dict[str, Any] = {}
        self.asked: list[str] = []

    def remember(self, query: dict[str, list[str]]) -> None:
        """What the browser was sent with."""
        self.nonce, self.challenge = query["nonce"][0], query["code_challenge"][0]

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def token(self, sent: dict[str, list[str]]) -> dict[str, Any]:
        """The token for a code. Raises AssertionError where what was sent is not right."""
        digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        assert (sent["client_id"], sent["client_secret"]) == ([CLIENT], [SECRET])
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "jo.example@borchester.example",
            "email_verified": True,
        }
        told = {name: one for name, one in (claims | self.claims).items() if one is not None}
        made = jwt.encode(told, self.signs_with, self.algorithm, headers={"kid": "one"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": made}


@contextmanager
def fake_provider() -> Iterator[FakeProvider]:
    """The provider, running."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            found = {
                "/.well-known/openid-configuration": provider.configuration,
                "/keys": provider.keys,
            }[self.path]()
            self.answer(found)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(provider.token(parse_qs(body)))

        def answer(self, found: dict[str, Any]) -> None:
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests ask ``asked``."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider = FakeProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
