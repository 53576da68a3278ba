"""What an installation may set, read once and judged before anything starts.

Each variable is declared here, explained in `.env.example` and nowhere else. A value that cannot be
right, or a name in `.env` that nobody declared, stops the start and says so by name.
"""

import base64
import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from supportgroup import providers, vapid

BASE_DIR = Path(__file__).resolve().parent.parent

KNOWN = frozenset(
    {
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DATA_DIR",
        "DEBUG",
        "LOG_LEVEL",
        "MAIL_FROM",
        "MAIL_URL",
        "MAIL_WEBHOOK_SECRET",
        "PORT",
        "PUSH_CONTACT",
        "PUSH_HOSTS",
        "PUSH_PRIVATE_KEY",
        "REDIS_URL",
        "SEALED_KEYS",
        "SECRET_KEY",
        "SITE_URL",
        "TEST_DATABASE_URL",
        "TIME_ZONE",
        "TRUSTED_PROXY_COUNT",
    }
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
PUSH_SERVICES = (
    "fcm.googleapis.com,android.googleapis.com,updates.push.services.mozilla.com,*.push.services.mozilla.com,"
    "*.push.apple.com,*.notify.windows.com"
)
"""Those of the browsers that people have: Chrome and its kin, Firefox, Safari, Edge."""


@dataclass(frozen=True)
class Environment:
    """The settings of one installation, all of them judged."""

    debug: bool
    secret_key: str
    data_dir: Path
    port: int
    site_url: str
    allowed_hosts: list[str]
    database_url: str
    redis_url: str
    mail_url: str
    mail_webhook_secret: str
    mail_from: str
    time_zone: str
    trusted_proxy_count: int
    log_level: str
    sealed_keys: dict[str, str]
    push_private_key: str
    push_contact: str
    push_hosts: list[str]


def read() -> Environment:
    """Read the environment and `.env`; raise ImproperlyConfigured naming the first variable that is wrong."""
    _read_file(BASE_DIR / ".env")
    debug = _flag("DEBUG")
    data_dir = _data_dir(_given("DATA_DIR", str(BASE_DIR / "var")))
    port = _number("PORT", default=8000, lowest=1, highest=65535)
    site_url = _site_url(_given("SITE_URL", f"http://localhost:{port}"))
    mail_url = _mail_url()
    mail_from = _mail_from(_given("MAIL_FROM", "hello@localhost"))
    push_key = _push_key(_given("PUSH_PRIVATE_KEY"), data_dir, debug=debug)
    return Environment(
        debug=debug,
        secret_key=_secret_key(_given("SECRET_KEY"), data_dir, debug=debug),
        data_dir=data_dir,
        port=port,
        site_url=site_url,
        allowed_hosts=_hosts(_given("ALLOWED_HOSTS"), site_url, debug=debug),
        database_url=_url("DATABASE_URL", f"sqlite:///{data_dir}/db.sqlite3", {"sqlite", "postgres", "postgresql"}),
        redis_url=_url("REDIS_URL", own_redis_url(data_dir), {"redis", "rediss", "unix"}),
        mail_url=mail_url,
        mail_webhook_secret=_mail_webhook_secret(mail_url),
        mail_from=mail_from,
        time_zone=_time_zone(_given("TIME_ZONE", "UTC")),
        trusted_proxy_count=_number("TRUSTED_PROXY_COUNT", default=0, lowest=0, highest=9),
        log_level=_log_level(_given("LOG_LEVEL", "INFO")),
        sealed_keys=_sealed_keys(_given("SEALED_KEYS", "")),
        push_private_key=push_key,
        push_contact=_push_contact(_given("PUSH_CONTACT", f"mailto:{mail_from}" if debug else ""), push_key),
        push_hosts=_push_hosts(_given("PUSH_HOSTS", PUSH_SERVICES)),
    )


def own_socket(data_dir: Path) -> Path:
    """Where the broker that `manage.py up` starts is reached. A socket's path holds 104 to 108 bytes (unix(7))."""
    path = data_dir / "valkey.sock"
    if len(os.fsencode(path)) < 100:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"supportgroup-{os.geteuid()}-{name}" / "valkey.sock"


def own_redis_url(data_dir: Path) -> str:
    return f"unix://{quote(str(own_socket(data_dir)))}"


def _read_file(path: Path) -> None:
    if not path.exists():
        return
    before = set(os.environ)
    environ.Env.read_env(path)
    unknown = sorted(set(os.environ) - before - KNOWN)
    if unknown:
        raise ImproperlyConfigured(f"{unknown[0]} in .env is not a setting of this product. See .env.example.")


def _wrong(name: str, sentence: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} {sentence}. See .env.example.")


def _given(name: str, default: str = "") -> str:
    """As it stands: django-environ would take a secret that begins with "$" for another variable's name."""
    return os.environ.get(name, "").strip() or default


def _parts(name: str, value: str) -> SplitResult:
    """The parts of an address; one that cannot be taken apart (a port that is no number) is named."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # read for its error alone
    except ValueError as error:
        raise _wrong(name, "should be an address, and this cannot be read as one") from error
    return parts


def _flag(name: str) -> bool:
    value = _given(name).lower()
    if value not in {"", "0", "1", "true", "false", "yes", "no", "on", "off"}:
        raise _wrong(name, "should be true or false")
    return value in {"1", "true", "yes", "on"}


def _number(name: str, *, default: int, lowest: int, highest: int) -> int:
    value = _given(name, str(default))
    if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
        raise _wrong(name, f"should be a whole number from {lowest} to {highest}")
    return int(value)


def _data_dir(value: str) -> Path:
    path = Path(value).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise _wrong("DATA_DIR", "should be a folder; a file stands in its place")
    return path


def _secret_key(value: str, data_dir: Path, *, debug: bool) -> str:
    if value:
        if len(value) < 32:
            raise _wrong("SECRET_KEY", "should have at least 32 characters")
        return value
    if not debug:
        raise _wrong("SECRET_KEY", "is needed when DEBUG is off")
    return _kept_key(data_dir / "secret-key", lambda: secrets.token_urlsafe(64))


def _kept_key(path: Path, make: Callable[[], str]) -> str:
    """The key of a machine where nobody set one: made once, then kept, so that people stay signed in."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(make())
        # Two processes may start at once. A link appears whole or not at all, and only the first succeeds.
        with suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_text().strip()


def _site_url(value: str) -> str:
    parts = _parts("SITE_URL", value)
    host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    if parts.scheme not in {"http", "https"} or not host or value.rstrip("/").lower() != f"{parts.scheme}://{host}":
        raise _wrong("SITE_URL", "should be an address such as https://groups.example.org, with nothing behind it")
    return value.rstrip("/").lower()


def _hosts(value: str, site_url: str, *, debug: bool) -> list[str]:
    hosts = [host.strip() for host in value.split(",") if host.strip()] or [str(urlsplit(site_url).hostname)]
    if any("/" in host or ":" in host or " " in host for host in hosts):
        raise _wrong("ALLOWED_HOSTS", "should be host names with commas between them, without schemes or ports")
    if "*" in hosts and not debug:
        raise _wrong("ALLOWED_HOSTS", "should name the hosts; a star lets anybody pretend to be this site")
    return [*hosts, "localhost", "127.0.0.1", "[::1]"] if debug else hosts


def _url(name: str, default: str, schemes: set[str]) -> str:
    value = _given(name, default)
    if _parts(name, value).scheme not in schemes:
        raise _wrong(name, f"should begin with one of: {', '.join(sorted(s + '://' for s in schemes))}")
    return value


def _mail_url() -> str:
    by_provider = {f"{providers.SCHEME}{name}" for name in providers.PROVIDERS}
    value = _given("MAIL_URL")
    if not value:
        return ""
    parts = _parts("MAIL_URL", _url("MAIL_URL", "", {"smtp", "smtp+tls", "smtp+ssl"} | by_provider))
    wrong = providers.what_is_wrong(value) if parts.scheme in by_provider else ""
    if wrong:
        raise _wrong("MAIL_URL", wrong)
    if not parts.hostname and parts.scheme not in by_provider:
        raise _wrong("MAIL_URL", "should name a mail server, such as smtp+tls://user:password@mail.example.org:587")
    return value


def _mail_webhook_secret(mail_url: str) -> str:
    value = _given("MAIL_WEBHOOK_SECRET")
    wrong = providers.what_is_wrong_with_the_secret(value, mail_url)
    if wrong:
        raise _wrong("MAIL_WEBHOOK_SECRET", wrong)
    return value


def _mail_from(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as error:
        raise _wrong("MAIL_FROM", "should be one mail address") from error
    return value


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise _wrong("TIME_ZONE", "should be a zone name such as Europe/London")
    return value


def _log_level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise _wrong("LOG_LEVEL", f"should be one of: {', '.join(LOG_LEVELS)}")
    return value.upper()


def _sealed_keys(given: str) -> dict[str, str]:
    """`id=key` pairs with commas between, the newest first; a key is 32 bytes in base64 (RFC 4648 § 4)."""
    keys = dict(pair.strip().partition("=")[::2] for pair in given.split(",") if pair.strip())
    for name, key in keys.items():
        try:
            fits = len(base64.b64decode(key, validate=True)) == 32 and re.fullmatch("[a-z0-9]{1,12}", name)
        except ValueError:
            fits = None
        if not fits:
            raise _wrong(
                "SEALED_KEYS", "should look like k2=<32 bytes in base64>,k1=…; ids are small letters and digits"
            )
    return keys


def _push_key(value: str, data_dir: Path, *, debug: bool) -> str:
    if not value:
        return _kept_key(data_dir / "push-key", vapid.new_key) if debug else ""
    try:
        vapid.public_key(value)
    except ValueError as error:
        raise _wrong("PUSH_PRIVATE_KEY", "should be a key as `manage.py vapid_keys` prints it") from error
    return value


def _push_contact(value: str, key: str) -> str:
    """Whom a push service turns to when something is amiss (RFC 8292 § 2.1)."""
    if not value and not key:
        return ""
    try:
        if value.startswith("mailto:"):
            validate_email(value.removeprefix("mailto:").replace("@localhost", "@localhost.example"))
            return value
    except ValidationError:
        value = ""
    if _parts("PUSH_CONTACT", value).scheme != "https" or not urlsplit(value).hostname:
        raise _wrong("PUSH_CONTACT", "should begin with mailto: or https:// and say whom a push service can reach")
    return value


def _push_hosts(value: str) -> list[str]:
    hosts = [host.strip().lower() for host in value.split(",") if host.strip()]
    name = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*")
    if not all(name.fullmatch(host) for host in hosts):
        raise _wrong("PUSH_HOSTS", "should be names of push services with commas between them, such as *.example.org")
    return hosts
