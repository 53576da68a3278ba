"""Where somebody is signed in: one device, or all others, can be signed out from any of them."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as SignIn
from django.test import Client

from groups.people.models import User
from tests.cast import Cast, client_of


def device(user: User) -> Client:
    """A browser that somebody signed in with, as the list knows it."""
    client = client_of(user)
    UserSession.objects.get_or_create(
        session_key=client.session.session_key, defaults={"user": user, "ip": "0.0.0.0", "user_agent": ""}
    )
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def names(client: Client) -> list[str]:
    """What the page offers to sign out: the other devices, the newest first."""
    return [one.name for one in client.get("/settings/devices/").context["devices"] if not one.is_this]


def test_one_device_is_signed_out_and_the_others_are_not(cast: Cast) -> None:
    old, lost, here = device(cast.sam), device(cast.sam), device(cast.sam)
    newest = names(here)[0]
    assert here.post("/settings/devices/end/", {"device": newest})["Location"] == "/settings/devices/"
    assert (is_signed_in(old), is_signed_in(lost), is_signed_in(here)) == (True, False, True)
    assert len(names(here)) == 1


def test_all_others_are_signed_out_at_once(cast: Cast) -> None:
    old, lost, here = device(cast.sam), device(cast.sam), device(cast.sam)
    here.post("/settings/devices/end/", {"device": "others"})
    assert (is_signed_in(old), is_signed_in(lost), is_signed_in(here)) == (False, False, True)
    assert names(here) == []


def test_nobody_signs_out_somebody_else(cast: Cast) -> None:
    sams, anas = device(cast.sam), device(cast.ana)
    [other] = names(device(cast.sam))[:1]
    for chosen in (other, "others", "", "nonsense"):
        anas.post("/settings/devices/end/", {"device": chosen})
    assert is_signed_in(sams)
    assert SignIn.objects.count() == 3


def test_what_signs_a_device_in_does_not_stand_on_the_page(cast: Cast) -> None:
    sams, here = device(cast.sam), device(cast.sam)
    page = here.get("/settings/devices/").content.decode()
    assert sams.session.session_key not in page
    assert here.session.session_key not in page


def test_a_device_whose_sign_in_has_ended_is_not_listed(cast: Cast) -> None:
    gone, here = device(cast.sam), device(cast.sam)
    gone.session.flush()
    assert names(here) == []


def test_the_page_asks_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    here = [device(cast.sam) for _ in range(6)][-1]
    with django_assert_max_num_queries(5):
        here.get("/settings/devices/")
