"""A push service that stands for those of the browsers' makers: real TLS, real HTTP, on this machine.

It checks what theirs check (RFC 8030, RFC 8292), and answers as it is told. Its name leads here in the test alone.
"""

import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from groups.people.models import PushDevice, User
from groups.people.push import kept
from supportgroup import vapid

NAME = "push.example.org"
KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
CONTACT = "mailto:tea@example.org"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(words: str) -> bytes:
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


def browser_keys() -> dict[str, str]:
    """What a browser makes for a subscription (RFC 8291 § 2)."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {"p256dh": text(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)), "auth": text(b"a" * 16)}


@dataclass(frozen=True)
class Ring:
    """One request, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self) -> dict[str, Any]:
        """What the token says, once its signature is found to be right (RFC 7515 § 5.2, RFC 8292 § 3)."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, claims, signature = given["t"].split(".")
        assert json.loads(raw(head))["alg"] == "ES256"
        halves = (int.from_bytes(half, "big") for half in (raw(signature)[:32], raw(signature)[32:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(given["k"]))
        key.verify(encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        assert given["k"] == vapid.public_key(KEY)
        said: dict[str, Any] = json.loads(raw(claims))
        return said


@dataclass
class Service:
    """Answers by path; 201 unless it was told otherwise."""

    port: int = 0
    rings: list[Ring] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    leads_to: str = "https://127.0.0.1/elsewhere"

    def endpoint(self, name: str) -> str:
        return f"https://{NAME}/wpush/{name}"

    def paths(self) -> list[str]:
        return [ring.path.removeprefix("/wpush/") for ring in self.rings]


def handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            ring = Ring(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            service.rings.append(ring)
            status = service.answers.get(self.path.removeprefix("/wpush/"), 201)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", service.leads_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - named by the library

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler


def certificate(folder: Path) -> tuple[Path, Path]:
    """Of nobody but this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    signed = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(signed.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return cert, private


@pytest.fixture
def offered(settings: Any) -> None:
    """Notes on devices are offered here."""
    settings.PUSH_PRIVATE_KEY, settings.PUSH_PUBLIC_KEY = KEY, vapid.public_key(KEY)
    settings.PUSH_CONTACT, settings.PUSH_HOSTS = CONTACT, [NAME]


@pytest.fixture
def own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this test alone, our own machine counts as a place outside."""
    monkeypatch.setattr("groups.people.push.wire.is_public", lambda address: True)


@pytest.fixture
def listening(offered: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    """The push service; its name leads to this machine."""
    service, (cert, private) = Service(), certificate(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(service))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, private)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads, service.port = True, server.server_address[1]

    def here(address: tuple[str, int], *rest: Any, **options: Any) -> socket.socket:
        assert address == (NAME, 443)
        return socket.create_connection(("127.0.0.1", service.port), timeout=5)

    monkeypatch.setattr("urllib3.util.connection.create_connection", here)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(cert))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def service(listening: Service, own_network: None) -> Service:
    """The push service, where it may be reached."""
    return listening


def meanwhile(monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any]) -> None:
    """Let something happen while a ring is under way."""
    from groups.people.push.wire import Answer, Wire

    ring = Wire.ring

    def ring_and_change(self: Wire, endpoint: str, *, ttl: int) -> Answer:
        answer = ring(self, endpoint, ttl=ttl)
        change()
        return answer

    monkeypatch.setattr(Wire, "ring", ring_and_change)


def device(user: User, name: str, *, now: datetime, session_key: str = "a sign-in") -> PushDevice:
    """A browser that somebody gave."""
    endpoint = f"https://{NAME}/wpush/{name}"
    return kept.take(user=user, endpoint=endpoint, keys=browser_keys(), session_key=session_key, now=now)
