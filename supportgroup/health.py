"""Is this installation alive, and is all of it ready? Both are told without a word about anybody."""

from typing import Any

import redis
from celery import shared_task
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups.overview.facts import is_late

PULSE, STALE_AFTER = "pulse", 60


@shared_task(name="supportgroup.pulse")
def pulse(**_: Any) -> None:
    """Beat asked and a worker answered: both live."""
    cache.set(PULSE, timezone.now().timestamp(), STALE_AFTER * 10)


@never_cache
@require_safe
@login_not_required
def alive(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, worker and beat all answer, and no note is late; else 503, naming what is not well."""
    parts = {"database": _database(), "redis": _redis(), "jobs": _jobs(), "notes": _notes()}
    return JsonResponse({"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever keeps the database from answering, the answer is no.
        return False
    return True


def _redis() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _jobs() -> bool:
    try:
        last = cache.get(PULSE)
    except Exception:  # noqa: BLE001 - the cache is the database: same answer as above.
        return False
    return last is not None and timezone.now().timestamp() - last < STALE_AFTER


def _notes() -> bool:
    """No note that is due waits for more than two minutes, whatever keeps it: a worker, or a mail server."""
    try:
        return not is_late(now=timezone.now())
    except Exception:  # noqa: BLE001 - it is asked of the database: same answer as above.
        return False
