"""Every time on a page stands in the zone of the person who reads it."""

import zoneinfo
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

Next = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


class TimeZoneMiddleware:
    """Activate the reader's zone. Works in both worlds, so that it costs no thread (dependencies, trap 16)."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self._later(request) if self.is_async else self._now(request)

    def _now(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(_zone(request.user)):
            return self.get_response(request)  # type: ignore[return-value]

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(_zone(await request.auser())):
            return await self.get_response(request)  # type: ignore[misc, no-any-return]


def _zone(user: object) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", ""))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
