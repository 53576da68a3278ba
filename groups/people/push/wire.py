"""The wire to push services: an empty request that says who we are (RFC 8292), and to whom it may go.

It is loaded when the first device is rung: an installation without the extra `push` has none of what it needs.
"""

import ipaddress
import socket
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPusher
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager

from groups.people import push

PATIENCE = (3, 5)
"""Seconds for a connection, and for an answer."""

SIGNED_FOR = timedelta(hours=12)
"""RFC 8292 § 2: at most a day."""

TAKEN = (200, 201, 202, 204)
GONE = (404, 410)


class Said(Enum):
    """What became of a ring at one device."""

    TAKEN = "taken"
    GONE = "gone"
    REFUSED = "refused"


class Answer(NamedTuple):
    said: Said
    reason: str = ""


AWAY = Answer(Said.REFUSED, "push_service_is_away")


def is_public(address: str) -> bool:
    """Not in somebody's own network, ours least of all."""
    there = ipaddress.ip_address(address.partition("%")[0])
    return (getattr(there, "ipv4_mapped", None) or there).is_global and not there.is_multicast


class _Connection(HTTPSConnection):
    """Looks at whom it has reached: a name may lead elsewhere from one moment to the next."""

    def _new_conn(self) -> socket.socket:
        reached: socket.socket = super()._new_conn()
        if not is_public(reached.getpeername()[0]):
            reached.close()
            raise NewConnectionError(self, "not a public address")
        return reached


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool}


class _Session(requests.Session):
    """Goes where it was sent, over TLS, and nowhere else: no redirects, no proxies or passwords of the environment."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class Wire:
    """Connections and signatures for one batch."""

    def __init__(self, *, now: datetime) -> None:
        self.now, self.session = now, _Session()
        self.key = Vapid02.from_raw(settings.PUSH_PRIVATE_KEY.encode())
        self.key.conf = {"no-strict": True}  # whom to turn to was judged at the start, by our own rules
        self.signed: dict[str, dict[str, str]] = {}
        self.away: set[str] = set()
        """Services that did not answer in this batch: the others do not wait for them again."""

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *trouble: object) -> None:
        self.session.close()

    def is_away(self, endpoint: str) -> bool:
        """Its push service did not answer before, in this batch."""
        return _service(endpoint) in self.away

    def ring(self, endpoint: str, *, ttl: int) -> Answer:
        """Ring once. *ttl*: seconds for which the push service may keep it (RFC 8030 § 5.2)."""
        if not push.knows(endpoint):
            return Answer(Said.REFUSED, "not_a_push_service")
        service = _service(endpoint)
        if service in self.away:
            return AWAY
        headers = {**self._signature(service), "Urgency": "normal"}
        try:
            pusher = WebPusher({"endpoint": endpoint}, requests_session=self.session)
            answer = pusher.send(headers=headers, ttl=ttl, timeout=PATIENCE)
        except requests.RequestException:
            self.away.add(service)
            return AWAY
        return _read(answer.status_code)

    def _signature(self, service: str) -> dict[str, str]:
        if service not in self.signed:
            until = int((self.now + SIGNED_FOR).timestamp())
            self.signed[service] = self.key.sign({"aud": service, "sub": settings.PUSH_CONTACT, "exp": until})
        return self.signed[service]


def _service(endpoint: str) -> str:
    """Its origin (RFC 8292 § 2)."""
    return f"https://{urlsplit(endpoint).netloc}"


def _read(status: int) -> Answer:
    if status in TAKEN:
        return Answer(Said.TAKEN)
    return Answer(Said.GONE) if status in GONE else Answer(Said.REFUSED, f"push_service_said_{status}")
