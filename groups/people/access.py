"""The doors to oneself, and to what admins look after."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, REDIRECT_FIELD_NAME, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignIn
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from groups.people.models import Apart, PushDevice, User
from groups.people.tokens import hashed, read_stop_token

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Device:
    """Where somebody is signed in. Nothing else is known of it than when that was."""

    name: str
    """What stands for it in a form: nobody can tell from it what signs the device in."""
    key: str
    since: datetime
    is_this: bool


def signed_in(request: HttpRequest) -> User:
    """The person who asks. Pages behind the sign-in only."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this very sign-in was confirmed with a passkey, an authenticator app or a recovery code."""
    user = request.user
    return user.is_authenticated and any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def for_admins(view: View) -> View:
    """The door of the admins' pages: everybody else gets what stands where no page is; admins bring a second factor."""
    return _behind_a_second_factor(view, lambda user: user.is_staff)


def for_overseers(view: View) -> View:
    """The same, for admins and moderators: what people with power did."""
    return _behind_a_second_factor(view, lambda user: user.is_staff or user.is_moderator)


def _behind_a_second_factor(view: View, may_enter: Callable[[User], bool]) -> View:
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_enter(signed_in(request)):
            raise Http404
        if not used_second_factor(request):
            return to_the_second_factor(request, back=_back(request))
        return view(request, *args, **kwargs)

    return door


def moderators_bring_a_second_factor(view: View) -> View:
    """Facilitators look after their own groups as they sign in; whoever sees those of all groups brings more."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in(request).is_moderator and not used_second_factor(request):
            return to_the_second_factor(request, back=_back(request))
        return view(request, *args, **kwargs)

    return door


def admins_bring_a_second_factor(view: View) -> View:
    """The same, for admins, on pages that facilitators have for their own groups."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in(request).is_staff and not used_second_factor(request):
            return to_the_second_factor(request, back=_back(request))
        return view(request, *args, **kwargs)

    return door


def _back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"


def to_the_second_factor(request: HttpRequest, *, back: str) -> HttpResponse:
    """Lead somebody to what is missing of their sign-in, then back."""
    if not is_mfa_enabled(request.user):
        messages.info(request, _("With your role you sign in with a second step. Please set one up here first."))
        return redirect("mfa_index")
    ways: list[dict[str, Any]] = get_adapter(request).get_reauthentication_methods(request.user)
    url = next(way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate"))
    return redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def device_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The key of the signed-in device from the cookie of a handshake (RFC 6265); empty: there is none."""
    cookies: SimpleCookie = SimpleCookie()
    for name, value in headers:
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                continue
    kept = cookies.get(settings.SESSION_COOKIE_NAME)
    return kept.value if kept else ""


def devices_signed_in(keys: Collection[str], *, now: datetime) -> set[str]:
    """Which of these devices are still signed in."""
    return set(_devices(keys, now=now).values_list("session_key", flat=True))


def people_by_device(keys: Collection[str], *, now: datetime) -> dict[str, tuple[UUID, str]]:
    """Device key → the user who signed in there, and the hash that a new password changes."""
    store, found = SessionStore(), {}
    for device in _devices(keys, now=now):
        data = store.decode(device.session_data)
        try:
            found[device.session_key] = UUID(data[SESSION_KEY]), str(data.get(HASH_SESSION_KEY, ""))
        except (KeyError, ValueError):
            continue  # A device on which nobody is signed in.
    return found


class SignedIn(NamedTuple):
    """A device on which somebody is signed in. *lock*: the password with which they did; another one ends it."""

    device: str
    user_id: UUID
    lock: str


def signed_in_at(devices: Collection[str], *, now: datetime) -> dict[str, SignedIn]:
    """Who is signed in on these devices; two queries however many they are."""
    signed_in = people_by_device(devices, now=now)
    people = User.objects.filter(is_active=True).in_bulk({user_id for user_id, _ in signed_in.values()})
    found: dict[str, SignedIn] = {}
    for device, (user_id, seal) in signed_in.items():
        user = people.get(user_id)
        if user is not None and constant_time_compare(seal, user.get_session_auth_hash()):
            found[device] = SignedIn(device, user_id, user.password)
    return found


def still_signed_in(these: Collection[SignedIn], *, now: datetime) -> set[SignedIn]:
    """Those of them that are so still; two queries however many they are."""
    devices = devices_signed_in({one.device for one in these}, now=now)
    people = User.objects.filter(is_active=True, pk__in={one.user_id for one in these})
    locks = dict(people.values_list("pk", "password"))
    return {one for one in these if one.device in devices and locks.get(one.user_id) == one.lock}


def _devices(keys: Collection[str], *, now: datetime) -> QuerySet[SignIn]:
    return SignIn.objects.filter(session_key__in=list(keys), expire_date__gt=now)


def wishes_of(user: User) -> QuerySet[Apart]:
    """From whom this person wishes to be kept apart, the newest first. Nobody else ever reads these rows."""
    return Apart.objects.filter(owner=user).order_by("-made_at", "pk")


def wish_for(user: User, wish_id: UUID) -> Apart:
    """One of them."""
    return get_object_or_404(wishes_of(user), pk=wish_id)


def wish_about(user: User, seat_id: UUID) -> Apart | None:
    """The one that was made by this seat in a group; another seat of the same person knows nothing of it."""
    return wishes_of(user).filter(seat=seat_id).first()


def devices_of(request: HttpRequest, *, now: datetime) -> list[Device]:
    """Where the person who asks is signed in, this device first, then the newest."""
    signed_in_still = SignIn.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user=signed_in(request), session_key__in=signed_in_still)
    here = request.session.session_key
    found = [
        Device(hashed(key)[:32], key, since, is_this=key == here)
        for key, since in rows.order_by("-created_at", "pk").values_list("session_key", "created_at")
    ]
    return sorted(found, key=lambda device: not device.is_this)


def person_by_stop_link(token: str) -> tuple[User, str]:
    """Whose mail this link stops, and of which topic. Whoever has gone is answered like a link that we never made."""
    stop = read_stop_token(token)
    if stop is None:
        raise Http404
    return get_object_or_404(User, pk=stop.user_id, is_active=True), stop.topic


def push_devices_of(user: User) -> QuerySet[PushDevice]:
    """Where this person wishes notes, the newest first."""
    return PushDevice.objects.filter(user=user).order_by("-made_at", "pk")


def push_device_for(user: User, device_id: UUID) -> PushDevice:
    """One of them."""
    return get_object_or_404(push_devices_of(user), pk=device_id)
