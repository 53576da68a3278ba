"""Mail through a provider: the same mail, the same judgement of what went wrong, and what came back.

`Service` stands for the provider's web service, which is not to be had here: it takes what django-anymail posts, keeps
it, and answers as the provider's documentation says.
"""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from groups.people.actions import send_letters
from groups.people.letters import write_to
from groups.people.models import Letter, LetterKind, LetterState, MailTrouble, User
from groups.people.planning import OUTAGE
from supportgroup import providers
from tests.cast import Cast

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
SECRET = "provider:long-enough-to-be-a-secret"
URLS = {
    "postmark": "anymail+postmark://key@",
    "mailgun": "anymail+mailgun://key@mail.example.org",
}
TAKEN: dict[str, dict[str, Any]] = {
    "postmark": {"To": "sam@example.org", "MessageID": "1", "ErrorCode": 0, "Message": "OK"},
    "mailgun": {"id": "<1@mail.example.org>", "message": "Queued. Thank you."},
}


class Service(ThreadingHTTPServer):
    """A provider's web service."""

    def __init__(self) -> None:
        self.posted: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer = 200, b""
        super().__init__(("127.0.0.1", 0), Answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Answers(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        words = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((dict(self.headers), words))
        answer = self.server.answer
        if b'"To"' in answer:  # says to whom it went
            answer = json.dumps(json.loads(answer) | {"To": json.loads(words)["To"]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(params=URLS)
def provider(request: pytest.FixtureRequest, service: Service, settings: Any) -> str:
    return choose(request.param, service, settings)


@pytest.fixture
def postmark(service: Service, settings: Any) -> str:
    return choose("postmark", service, settings)


def choose(name: str, service: Service, settings: Any) -> str:
    settings.EMAIL_BACKEND, settings.MAIL_PROVIDER = "supportgroup.provider.ProviderMail", name
    chosen = providers.anymail_settings(URLS[name], SECRET)
    settings.ANYMAIL, settings.MAIL_EVENTS = chosen | {f"{name.upper()}_API_URL": service.url}, True
    service.answer = json.dumps(TAKEN[name]).encode()
    return name


def write(user: User) -> Letter:
    write_to(user=user, kind=LetterKind.ANSWER, about=uuid.uuid4(), path="/somewhere/", now=NOON)
    return Letter.objects.get(user=user)


def trouble_of(user: User) -> str:
    return User.objects.get(pk=user.pk).mail_trouble


@pytest.mark.slow  # a real connection
def test_the_whole_mail_goes_to_the_provider_and_nothing_is_tracked(
    cast: Cast, provider: str, service: Service
) -> None:
    row = write(cast.sam)
    send_letters(now=NOON)
    row.refresh_from_db()
    assert row.state == LetterState.SENT
    [(headers, words)] = service.posted
    said = words.decode()
    for needed in (f"{row.pk}@localhost", "List-Unsubscribe=One-Click", "/mail/stop/", "auto-generated", "sam@example"):
        assert needed in said.replace("%3D", "=").replace("%40", "@").replace("%2F", "/")
    assert "key" in (headers.get("X-Postmark-Server-Token") or headers.get("api-key") or "key")
    if provider == "postmark":
        posted = json.loads(said)
        assert (posted["TrackOpens"], posted["TrackLinks"]) == (False, "None")
        assert {"Name": "X-PM-KeepID", "Value": "true"} in posted["Headers"]


@pytest.mark.slow  # a real connection
def test_an_address_that_the_provider_refuses_is_marked(cast: Cast, postmark: str, service: Service) -> None:
    service.status = 422
    refusal = "Found inactive addresses: sam@example.org. Inactive recipients are those that came back."
    service.answer = json.dumps({"ErrorCode": 406, "Message": refusal}).encode()
    row = write(cast.sam)
    send_letters(now=NOON)
    row.refresh_from_db()
    assert (row.state, row.reason, trouble_of(cast.sam)) == (LetterState.PARKED, "refused", MailTrouble.BOUNCED)


@pytest.mark.slow  # a real connection
def test_an_answer_that_says_neither_yes_nor_no_is_a_try(cast: Cast, postmark: str, service: Service) -> None:
    service.status, service.answer = 422, json.dumps({"ErrorCode": 406, "Message": "Other words."}).encode()
    row = write(cast.sam)
    send_letters(now=NOON)
    row.refresh_from_db()
    assert (row.state, row.attempts, trouble_of(cast.sam)) == (LetterState.PENDING, 1, MailTrouble.NONE)


@pytest.mark.slow  # a real connection
@pytest.mark.parametrize("status", [401, 429, 503])
def test_while_the_provider_is_away_no_try_is_counted(cast: Cast, postmark: str, service: Service, status: int) -> None:
    rows, service.status = [write(cast.sam), write(cast.ana)], status
    for turn in range(5):
        assert send_letters(now=NOON + turn * (OUTAGE * 2)) == 0
    assert len(service.posted) == 5
    service.status = 200
    send_letters(now=NOON + 5 * (OUTAGE * 2))
    assert [(one.state, one.attempts) for one in Letter.objects.filter(pk__in=[row.pk for row in rows])] == [
        (LetterState.SENT, 1)
    ] * 2


@pytest.mark.slow  # a real connection
def test_a_provider_that_is_not_reached_is_away(cast: Cast, postmark: str, settings: Any) -> None:
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:9/"}
    row = write(cast.sam)
    assert send_letters(now=NOON) == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == (LetterState.PENDING, 0)


@pytest.mark.slow  # a real connection
@pytest.mark.parametrize("status", [400, 500])
def test_a_mail_that_the_provider_chokes_on_is_tried_and_the_others_go_on(
    cast: Cast, postmark: str, service: Service, status: int
) -> None:
    rows, service.status = [write(cast.sam), write(cast.ana)], status
    assert send_letters(now=NOON) == 2
    assert [(one.state, one.attempts) for one in Letter.objects.filter(pk__in=[row.pk for row in rows])] == [
        (LetterState.PENDING, 1)
    ] * 2


EVENTS: list[tuple[str, dict[str, Any], str]] = [
    ("postmark", {"RecordType": "Bounce", "Type": "HardBounce", "Email": "sam@example.org"}, MailTrouble.BOUNCED),
    ("postmark", {"RecordType": "Bounce", "Type": "BadEmailAddress", "Email": "SAM@example.org"}, MailTrouble.BOUNCED),
    ("postmark", {"RecordType": "Bounce", "Type": "SoftBounce", "Email": "sam@example.org"}, ""),
    ("postmark", {"RecordType": "Bounce", "Type": "Transient", "Email": "sam@example.org"}, ""),
    ("postmark", {"RecordType": "Bounce", "Type": "AutoResponder", "Email": "sam@example.org"}, ""),
    ("postmark", {"RecordType": "Delivery", "Recipient": "sam@example.org"}, ""),
    (
        "postmark",
        {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "sam@example.org"},
        MailTrouble.COMPLAINED,
    ),
    ("mailgun", {"event": "failed", "severity": "permanent", "reason": "bounce"}, MailTrouble.BOUNCED),
    ("mailgun", {"event": "failed", "severity": "temporary", "reason": "generic"}, ""),
    ("mailgun", {"event": "complained"}, MailTrouble.COMPLAINED),
]


def tell(name: str, event: dict[str, Any], *, secret: str = SECRET) -> Any:
    """What the provider posts."""
    if name == "mailgun":
        signed = hmac.new(secret.encode(), b"1token", hashlib.sha256).hexdigest()
        signature = {"timestamp": "1", "token": "token", "signature": signed}
        event = {"signature": signature, "event-data": event | {"recipient": "sam@example.org", "timestamp": 1.0}}
    basic = base64.b64encode(secret.encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        "/mail/events/", json.dumps(event), content_type="application/json", headers={"authorization": f"Basic {basic}"}
    )


@pytest.mark.parametrize(("name", "event", "trouble"), EVENTS)
def test_what_came_back_for_good_marks_the_address_and_nothing_else_does(
    cast: Cast, service: Service, settings: Any, name: str, event: dict[str, Any], trouble: str
) -> None:
    choose(name, service, settings)
    assert [tell(name, event).status_code for _ in range(2)] == [200, 200]
    assert (trouble_of(cast.sam), trouble_of(cast.ana)) == (trouble, MailTrouble.NONE)


@pytest.mark.parametrize("name", URLS)
def test_whoever_does_not_prove_to_be_the_provider_marks_nobody(
    cast: Cast, service: Service, settings: Any, name: str
) -> None:
    choose(name, service, settings)
    event = next(event for provider, event, trouble in EVENTS if provider == name and trouble)
    assert tell(name, event, secret="somebody:who-guesses-what-it-could-be").status_code == 403
    assert Client().post("/mail/events/", json.dumps(event), content_type="application/json").status_code in (400, 403)
    assert trouble_of(cast.sam) == MailTrouble.NONE


@pytest.mark.parametrize("words", ["", "{", "[]", "null", "1", '"x"', "{}", '{"RecordType": "Inbound"}', "\xff"])
def test_what_cannot_be_read_is_answered_calmly(cast: Cast, postmark: str, words: str) -> None:
    basic = base64.b64encode(SECRET.encode()).decode()
    answer = Client().post(
        "/mail/events/", words.encode("latin-1"), "application/json", headers={"authorization": f"Basic {basic}"}
    )
    assert answer.status_code in (200, 400)
    assert not User.objects.exclude(mail_trouble="").exists()


def test_the_trust_page_says_through_whose_hands_mail_goes(cast: Cast, settings: Any) -> None:
    assert "through the hands of" not in Client().get("/trust/").content.decode()
    settings.MAIL_PROVIDER = "postmark"
    assert "Mail goes through the hands of Postmark" in Client().get("/trust/").content.decode()


def test_without_a_provider_there_is_no_such_page(cast: Cast) -> None:
    answer, nothing = tell("postmark", EVENTS[0][1]), Client().post("/mail/what/")
    assert (answer.status_code, answer.content) == (404, nothing.content)
