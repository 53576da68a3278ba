"""Notes on a device: what a browser may give, what its person sees, and that a sign-in that ends takes them along."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.test import Client

from groups.organisation.models import Organisation
from groups.people import push
from groups.people.models import PushDevice, User
from groups.people.tokens import hashed
from tests.cast import Cast, client_of
from tests.groups.people.test_devices import device as signed_in_device
from tests.groups.people.test_devices import names
from tests.guards.test_notices import TELLING
from tests.pushing import KEY, NAME, browser_keys, device

PAGE, HERE = "/settings/devices/notes/", "/settings/devices/notes/this/"


def subscription(name: str = "sams", **given: Any) -> dict[str, Any]:
    endpoint = f"https://{NAME}/wpush/{name}"
    return {"endpoint": endpoint, "expirationTime": None, "keys": browser_keys(), **given}


def give(client: Client, given: Any) -> Any:
    body = given if isinstance(given, bytes) else json.dumps(given)
    return client.post(HERE, body, content_type="application/json")


def test_a_browser_is_given_and_known_again(cast: Cast, offered: None) -> None:
    sams = signed_in_device(cast.sam)
    answer = give(sams, subscription())
    assert (answer.status_code, answer.json()) == (200, {"on": True})
    kept = PushDevice.objects.get()
    assert (kept.user, kept.signed_in_by) == (cast.sam, hashed(str(sams.session.session_key)))
    assert sams.cookies["bell"]["httponly"]
    page = sams.get(PAGE)
    assert (page.context["here"], page.context["others"]) == (kept, [])
    elsewhere = signed_in_device(cast.sam).get(PAGE)
    assert (elsewhere.context["here"], elsewhere.context["others"]) == (None, [kept])


def test_what_a_browser_gave_stands_sealed(cast: Cast, offered: None) -> None:
    given = subscription()
    give(signed_in_device(cast.sam), given)
    row = repr(PushDevice.objects.values().get())
    for secret in (given["endpoint"], *given["keys"].values()):
        assert secret not in row


def test_the_same_browser_given_twice_is_one_device(cast: Cast, offered: None) -> None:
    sams = signed_in_device(cast.sam)
    for _ in range(2):
        give(sams, subscription())
    assert PushDevice.objects.count() == 1


def test_a_browser_that_somebody_else_gives_is_theirs_alone(cast: Cast, offered: None) -> None:
    for person in (cast.sam, cast.ana):
        give(signed_in_device(person), subscription())
    assert PushDevice.objects.get().user == cast.ana


POINT = browser_keys()["p256dh"]
UNUSABLE: dict[str, Any] = {
    "nothing": b"",
    "no json": b"{",
    "not utf-8": b'{"endpoint": "\xff"}',
    "deep": b"[" * 4000,
    "long": b'"' + b"a" * 5000 + b'"',
    "a list": [],
    "a word": "endpoint",
    "no endpoint": subscription(endpoint=None),
    "a number for an endpoint": subscription(endpoint=7),
    "a very long endpoint": subscription(endpoint=f"https://{NAME}/{'a' * 1000}"),
    "a NUL": subscription(endpoint=f"https://{NAME}/\x00"),
    "no keys": subscription(keys=None),
    "keys that are a list": subscription(keys=[1, 2]),
    "one key": subscription(keys={"auth": "YWFhYWFhYWFhYWFhYWFhYQ"}),
    "a short secret": subscription(keys={"p256dh": POINT, "auth": "YWFh"}),
    "a key that is no point": subscription(keys={"p256dh": "A" * 87, "auth": "YWFhYWFhYWFhYWFhYWFhYQ"}),
    "a key that is no text of ours": subscription(keys={"p256dh": "é" * 87, "auth": "YWFhYWFhYWFhYWFhYWFhYQ"}),
    "numbers for keys": subscription(keys={"p256dh": 1, "auth": 2}),
}


@pytest.mark.parametrize("given", UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_used_gets_a_sentence(cast: Cast, offered: None, given: Any) -> None:
    answer = give(client_of(cast.sam), given)
    assert (answer.status_code, PushDevice.objects.exists()) == (422, False)
    assert answer.json()["say"].startswith("What this browser gave cannot be used.")


ELSEWHERE = [
    "http://push.example.org/a", "https://push.example.org:8443/a", "https://push.example.org:443/a",
    "https://somebody@push.example.org/a", "https://push.example.org.example.com/a", "https://127.0.0.1/a",
    "https://localhost/a", "https://[::1]/a", "https://[::1/a", "ftp://push.example.org/a", "//push.example.org/a",
    "https://PUSH.example.org/a", "https://push.example.org\\@localhost/a", "https://push.example.org./a", "https:///a",
    "https://push.example.org/a#b", "https://push.example.org/ a", " https://push.example.org/a",
    "https://push.example.org/é", "https://push。example.org/a", "https://push.example.org%2f@localhost/a",
    "https://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https://push.example.org\t/a", "a",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", ELSEWHERE)
def test_nothing_but_a_listed_push_service_is_ever_called(cast: Cast, offered: None, endpoint: str) -> None:
    answer = give(client_of(cast.sam), subscription(endpoint=endpoint))
    assert (answer.status_code, PushDevice.objects.exists()) == (422, False)
    assert answer.json()["say"]
    assert not push.knows(endpoint)


@pytest.mark.parametrize(
    ("host", "is_known"),
    [
        ("fcm.googleapis.com", True),
        ("updates.push.services.mozilla.com", True),
        ("web.push.apple.com", True),
        ("wns2-par02p.notify.windows.com", True),
        ("notify.windows.com", False),
        ("evilnotify.windows.com", False),
        ("googleapis.com", False),
        ("fcm.googleapis.com.example.org", False),
    ],
)
def test_the_services_of_the_usual_browsers_are_listed(host: str, is_known: bool) -> None:
    assert push.knows(f"https://{host}/fcm/send/a") == is_known


def test_a_service_that_is_not_used_here_is_said_to_be_so(cast: Cast, offered: None) -> None:
    answer = give(client_of(cast.sam), subscription(endpoint="https://push.example.com/a"))
    assert answer.json()["say"].startswith("This browser is rung by a service that is not used here.")


def test_ten_devices_are_enough(cast: Cast, offered: None, now: datetime) -> None:
    for number in range(10):
        device(cast.sam, str(number), now=now)
    answer = give(client_of(cast.sam), subscription())
    assert (answer.status_code, PushDevice.objects.count()) == (422, 10)
    assert give(client_of(cast.sam), subscription("3")).status_code == 200
    assert give(client_of(cast.ana), subscription("4")).status_code == 200


def test_the_script_gets_the_public_half_of_the_key(cast: Cast, offered: None) -> None:
    answer = client_of(cast.sam).get(HERE)
    assert len(answer.json()["key"]) == 87
    assert KEY not in answer.content.decode()


def test_a_strangers_page_gives_nothing(cast: Cast, offered: None) -> None:
    """Without the token that our own pages are given, nothing is kept."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.sam, backend="allauth.account.auth_backends.AuthenticationBackend")
    token = browser.get(HERE).json()["token"]
    assert give(browser, subscription()).status_code == 403
    answer = browser.post(
        HERE, json.dumps(subscription()), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("lacks", ["a key", "what speaks to push services"])
def test_where_it_is_not_offered_the_page_says_so(
    cast: Cast, settings: Any, offered: None, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    if lacks == "a key":
        settings.PUSH_PRIVATE_KEY = ""
    else:
        monkeypatch.setattr(push, "_can_speak", lambda: False)
    sams = client_of(cast.sam)
    assert "are not offered in this place" in sams.get(PAGE).content.decode()
    assert (sams.get(HERE).status_code, give(sams, subscription()).status_code) == (404, 404)


def test_notes_are_stopped_by_their_own_person_only(cast: Cast, offered: None, now: datetime) -> None:
    mine = device(cast.sam, "sams", now=now)
    address = f"{PAGE}{mine.pk}/end/"
    assert client_of(cast.ana).post(address).status_code == 404
    assert client_of(cast.sam).post(address)["Location"] == PAGE
    assert not PushDevice.objects.exists()


def sign_out(client: Client) -> None:
    client.post("/account/logout/")


def leave(client: Client) -> None:
    client.post("/leave/")


@pytest.mark.parametrize("end", [sign_out, leave])
@pytest.mark.parametrize("since", ["this sign-in", "an older one"])
def test_signing_out_silences_this_device_and_no_other(cast: Cast, offered: None, end: Any, since: str) -> None:
    here, other = signed_in_device(cast.sam), signed_in_device(cast.sam)
    give(here, subscription("here"))
    give(other, subscription("other"))
    if since == "an older one":
        PushDevice.objects.update(signed_in_by=hashed("a sign-in of last month"))
    end(here)
    assert PushDevice.objects.get().endpoint.endswith("/other")
    assert here.cookies["bell"].value == ""


def test_a_device_that_is_signed_out_from_afar_falls_silent(cast: Cast, offered: None) -> None:
    lost, here = signed_in_device(cast.sam), signed_in_device(cast.sam)
    for number, client in enumerate((lost, here)):
        give(client, subscription(str(number)))
    here.post("/settings/devices/end/", {"device": names(here)[0]})
    assert PushDevice.objects.get().endpoint.endswith("/1")


def sign_in(client: Client, user: User) -> None:
    """As people do: by a page of ours, whatever page it is."""
    from groups.people.actions import make_sign_in_link

    token = make_sign_in_link(user=user, now=user.date_joined)
    client.get(f"/sign-in/{token}/")


@pytest.fixture
def links(settings: Any) -> None:
    settings.DEBUG = True
    settings.ROOT_URLCONF = "tests.project.development_urls"


def test_a_sign_in_that_ran_out_leaves_the_device_and_the_next_one_takes_it_over(
    cast: Cast, offered: None, links: None
) -> None:
    here = signed_in_device(cast.sam)
    give(here, subscription())
    SignIn.objects.all().delete()
    here.get("/")
    assert PushDevice.objects.count() == 1
    sign_in(here, cast.sam)
    assert PushDevice.objects.get().signed_in_by == hashed(str(here.session.session_key))


def test_somebody_else_who_signs_in_here_ends_it(cast: Cast, offered: None, links: None) -> None:
    here = signed_in_device(cast.sam)
    give(here, subscription())
    SignIn.objects.all().delete()
    sign_in(here, cast.ana)
    assert not PushDevice.objects.exists()


def test_a_cookie_that_is_none_of_ours_does_no_harm(cast: Cast, offered: None, now: datetime) -> None:
    device(cast.sam, "sams", now=now)
    anas = signed_in_device(cast.ana)
    anas.cookies["bell"] = "; DROP"
    assert anas.get(PAGE).status_code == 200
    sign_out(anas)
    assert PushDevice.objects.count() == 1


def test_what_a_device_shows_tells_nothing_and_is_the_same_for_everybody(cast: Cast, offered: None) -> None:
    Organisation.objects.create(neutral_name='Tea "&" </script> books')
    shown = {client_of(person).get("/push.js").content.decode() for person in (None, cast.sam, cast.noor)}
    [script] = shown
    assert "There is something for you to read." in script
    assert r"Tea \u0022\u0026\u0022 \u003C/script\u003E books" in script
    assert not TELLING.search(script)
    for name in (cast.group.name, "Sam", "Noor"):
        assert name not in script


def test_the_script_and_the_home_screen_are_served_as_what_they_are(cast: Cast, offered: None) -> None:
    script, card = Client().get("/push.js"), Client().get("/site.webmanifest")
    assert script["Content-Type"].startswith("text/javascript")
    assert card["Content-Type"] == "application/manifest+json"
    said = json.loads(card.content)
    assert (said["name"], said["start_url"], said["display"]) == ("Evenings", "/", "standalone")
    assert "worker-src 'self'" in script["Content-Security-Policy"]


def test_the_page_asks_the_database_little(
    cast: Cast, offered: None, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for name in ("a", "b", "c"):
        device(cast.sam, name, now=now)
    client = client_of(cast.sam)
    with django_assert_max_num_queries(5):
        client.get(PAGE)
