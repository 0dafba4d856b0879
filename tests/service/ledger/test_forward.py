"""Log lines reach a collector outside at least once, in order, and are never sent in the clear."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sightline.service.ledger import forward
from sightline.service.ledger.acts import act
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import LogLine

pytestmark = pytest.mark.django_db
PERSON, FILE = new_id(), new_id()


def lines(number: int) -> None:
    for _ in range(number):
        with act(person=PERSON, route="file") as by:
            by.saw(FILE, "team")


def read(text: str | bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_is_sent_once_and_the_rest_the_next_time(tmp_path: Path) -> None:
    out = tmp_path / "log.ndjson"
    lines(3)
    assert list(forward.forward(str(out))) == [3]
    assert list(forward.forward(str(out))) == []
    with act(person=None, route="load"):
        pass
    lines(1)
    assert sum(forward.forward(str(out))) == 2
    sent = read(out.read_text("utf-8"))
    assert len({line["id"] for line in sent}) == len(sent) == LogLine.objects.count()
    mine = [line["position"] for line in sent if line["by"] == str(PERSON)]
    assert mine == [1, 2, 3, 4]
    line = LogLine.objects.get(pk=sent[0]["id"])
    assert sent[0] == {
        "id": str(line.id), "chain": line.chain, "position": 1, "at": line.received_at.isoformat(),
        "by": str(PERSON), "agency": None, "route": "file", "outcome": "done", "acts": [],
        "files": {str(FILE): "team"}, "reason": "", "digest": bytes(line.digest).hex(),
    }  # fmt: skip


def test_lines_go_in_batches_and_what_failed_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forward, "BATCH", 2)
    out = tmp_path / "log.ndjson"
    lines(5)
    sending = forward.forward(str(out))
    assert next(sending) == 2
    out.chmod(0o400)
    full = forward.forward(str(tmp_path / "no-such-folder" / "log"))
    with pytest.raises(forward.BadCollector, match="did not take the lines"):
        next(full)
    out.chmod(0o600)
    assert list(forward.forward(str(out))) == [2, 1]
    assert [line["position"] for line in read(out.read_text("utf-8"))] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "to", ["http://collector/", "tcp://collector:1", "tls://collector", "x://"]
)
def test_nothing_is_sent_in_the_clear(to: str) -> None:
    lines(1)
    with pytest.raises(forward.BadCollector, match="https://"):
        list(forward.forward(to))


# --- collectors ------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate of this machine's own, which this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "collector")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "collector.pem", tmp_path / "collector.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return context


class Posts(BaseHTTPRequestHandler):
    """Answers with the status that its server was given."""

    def do_POST(self) -> None:
        server: Any = self.server
        server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Stream(StreamRequestHandler):
    """Reads to the end, and closes in good order unless its server was told to break off."""

    def handle(self) -> None:
        server: Any = self.server
        if server.status == 200:
            server.got.append(self.rfile.read())
            self.request.unwrap()


@contextmanager
def served(server: Any, context: ssl.SSLContext, status: int) -> Iterator[Any]:
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.got, server.status = [], status
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("scheme", ["https", "tls"])
@pytest.mark.parametrize("status", [200, 301, 500])
def test_a_collector_that_did_not_say_that_it_took_the_lines_gets_them_again(
    certificate: ssl.SSLContext, scheme: str, status: int
) -> None:
    lines(2)
    handler: Any = Posts if scheme == "https" else Stream
    kind: Any = HTTPServer if scheme == "https" else TCPServer
    with served(kind(("127.0.0.1", 0), handler), certificate, status) as server:
        to = f"{scheme}://127.0.0.1:{server.server_address[1]}"
        if status == 200:
            assert list(forward.forward(to)) == [2]
            assert len(read(server.got[0])) == 2
        else:
            with pytest.raises(forward.BadCollector):
                list(forward.forward(to))
        server.status = 200
        assert sum(forward.forward(to)) == (0 if status == 200 else 2)


@pytest.mark.parametrize("scheme", ["https", "tls"])
def test_a_collector_whom_nobody_vouches_for_gets_nothing(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    lines(1)
    handler: Any = Posts if scheme == "https" else Stream
    kind: Any = HTTPServer if scheme == "https" else TCPServer
    with served(kind(("127.0.0.1", 0), handler), certificate, 200) as server:
        server.handle_error = lambda *_: None
        with pytest.raises(forward.BadCollector, match="certificate"):
            list(forward.forward(f"{scheme}://127.0.0.1:{server.server_address[1]}"))
        assert server.got == []
