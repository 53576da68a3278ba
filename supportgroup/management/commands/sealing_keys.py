"""`manage.py sealing_keys`: what private words are sealed with, as it would stand in SEALED_KEYS."""

import base64
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print the keys that private notes are sealed with, for SEALED_KEYS. Keep them as you keep SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        pairs = (f"{name}={base64.b64encode(key).decode()}" for name, key in settings.SEALED_KEYS.items())
        self.stdout.write(",".join(pairs))
