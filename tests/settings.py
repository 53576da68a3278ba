"""The product's settings, with what tests and checks need: a secret, a folder to throw away, plain static files."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "a secret that is only good enough for tests, and never leaves them")
os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / f"supportgroup-tests-{os.getuid()}"))
os.environ.setdefault("SITE_URL", "http://localhost")
# Of this process alone: the workers of xdist inherit the environment of the first.
os.environ["REDIS_URL"] = f"unix://{tempfile.gettempdir()}/sg-valkey-{os.getuid()}-{os.getpid()}/s"

# The one place that may: everybody else asks django.conf.
from supportgroup.settings import *  # noqa: F403, TID251
from supportgroup.settings import CACHES, DATABASES, INSTALLED_APPS, STORAGES  # noqa: TID251

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in an installation: in memory, SQLite refuses whoever comes second instead of letting them wait.
    folder = tempfile.mkdtemp(prefix="sg-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{folder}/db.sqlite3"}
# What a test has made is there at once; `tests/groups/home/test_directory_memory.py` asks what is remembered.
CACHES["memory"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
SERVESTATIC_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
