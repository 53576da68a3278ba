"""Logs carry ids and reason codes: never words people wrote, names, mail addresses or network addresses."""

import re
from typing import Any

import structlog

SECRET = re.compile(r"(?<=/)[\w:-]{40,}(?=[/.?\s]|$)")
"""A part of an address that opens something: an id is shorter."""

PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def without_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Addresses of calendars, of answers from mails and of invitations are keys: Django names the page that broke."""
    return {key: SECRET.sub("…", value) if isinstance(value, str) else value for key, value in event.items()}


def config(level: str) -> dict[str, Any]:
    """Configure structlog, and return Django's LOGGING: one line of `key=value` an event, on standard error."""
    structlog.configure(
        processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": PROCESSORS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_secrets,
                    structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handler would write each line a second time.
            "django": {"handlers": [], "level": "INFO"},
            # Below errors these are refused requests, with the address that was asked for: it may hold a token.
            "django.request": {"level": "ERROR"},
            # It writes a traceback a second while Redis is away; the relay says so in one line.
            "channels_redis.pubsub": {"level": "CRITICAL"},
            # Addresses of pages hold ids of rooms and people, and every visit: nobody needs that list.
            "uvicorn.error": {"level": "WARNING"},
            "uvicorn.access": {"handlers": [], "propagate": False},
            # It would write down where each device is rung: whoever knows that could ring it.
            "urllib3": {"level": "INFO"},
            "django.server": {"handlers": [], "propagate": False},
            # Django would put the address of whoever met an error, and of every refused host, in its line.
            "django.security": {"handlers": [], "propagate": False},
        },
    }
