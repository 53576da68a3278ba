"""What holds for every page: who must sign in, in whose zone its times stand, and that it leaves no copy behind.

All work in both worlds, so that they cost no thread (dependencies, trap 16).
"""

import zoneinfo
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from groups.people.moments import read_in
from groups.people.validators import known_time_zones

ZONE_COOKIE = "zone"

Next = Callable[[HttpRequest], Any]
Middleware = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class SignInRequired(LoginRequiredMiddleware):
    """Sign-in is the default. Public views are not even asked who is there, so that some work without a database."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


@sync_and_async_middleware
def in_their_zone(get_response: Next) -> Middleware:
    """Activate the reader's time zone."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            try:
                user = await request.auser()
                request._cached_user = user  # type: ignore[attr-defined]  # else views would load them once more
                zone = _zone(request, user)
            except DatabaseError:
                zone = None  # "Help now" and "Leave this site" answer without a database.
            with read_in(zone):
                return await get_response(request)  # type: ignore[no-any-return]

        return later

    def now(request: HttpRequest) -> HttpResponseBase:
        try:
            zone = _zone(request, request.user)
        except DatabaseError:
            zone = None
        with read_in(zone):
            return get_response(request)  # type: ignore[no-any-return]

    return now


@sync_and_async_middleware
def without_a_copy(get_response: Next) -> Middleware:
    """Tell the browser to keep no copy: after "Leave this site", "back" must show nothing (RFC 9111 § 5.2.2.5)."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            return _without_a_copy(request, await get_response(request))

        return later

    def now(request: HttpRequest) -> HttpResponseBase:
        return _without_a_copy(request, get_response(request))

    return now


def _without_a_copy(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    # A page that read no session looks the same to everybody. Asking for the user would cost that page a query.
    if request.session.accessed and not request.session.is_empty():
        response["Cache-Control"] = "no-store"
    return response


def _zone(request: HttpRequest, user: object) -> zoneinfo.ZoneInfo | None:
    """Of the person; of this browser, while nobody is signed in."""
    chosen = getattr(user, "time_zone", None) or request.COOKIES.get(ZONE_COOKIE, "")
    # A cookie may say anything: only names that stand in the list are looked for.
    return zoneinfo.ZoneInfo(chosen) if chosen in known_time_zones() else None
