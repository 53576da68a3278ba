"""A browser that was given remembers which device it is, so that signing out there silences it, whenever that was.

A sign-in that merely runs out leaves the device as it is: what it shows tells nothing, and leads to the page where one
signs in. Signing in anew ties it to the new sign-in; signing out, or leaving this site, ends it.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from groups.people.push import kept

COOKIE = "bell"
A_YEAR = 365 * 24 * 60 * 60

Middleware = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def remember(request: HttpRequest, response: HttpResponseBase, device_id: UUID) -> None:
    """Let this browser know which device it is."""
    response.set_cookie(
        COOKIE, str(device_id), max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )


def device_id(request: HttpRequest) -> UUID | None:
    """Which device this browser says it is."""
    try:
        return UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


@sync_and_async_middleware
def follow_the_sign_in(get_response: Callable[[HttpRequest], Any]) -> Middleware:
    """Look, after each page, whether somebody signed in or out. In both worlds: nearly always there is nothing."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            response: HttpResponseBase = await get_response(request)
            if _has_changed(request):
                await sync_to_async(_follow)(request, response)
            return response

        return later

    def now(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = get_response(request)
        if _has_changed(request):
            _follow(request, response)
        return response

    return now


def _has_changed(request: HttpRequest) -> bool:
    return request.session.modified and request.session.session_key != _came_with(request)


def _came_with(request: HttpRequest) -> str | None:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME)


def _follow(request: HttpRequest, response: HttpResponseBase) -> None:
    device, now_key = device_id(request), request.session.session_key
    if now_key and (user_id := request.session.get(SESSION_KEY)):
        if device is not None:
            kept.follow_sign_in(device_id=device, user_id=UUID(str(user_id)), session_key=now_key)
    elif request.session.is_empty():  # As it is after signing out. One that ran out was never modified.
        kept.end_here(session_key=_came_with(request) or "", device_id=device)
        response.delete_cookie(COOKIE, samesite="Lax")
