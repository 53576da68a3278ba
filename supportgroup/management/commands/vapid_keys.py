"""`manage.py vapid_keys`: a new key for notes on devices, as it would stand in the settings."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from supportgroup import vapid


class Command(BaseCommand):
    help = "Make a key for notes on devices, and print what to set. With another key, every device is to be given anew."

    def handle(self, *args: Any, **options: Any) -> None:
        key = vapid.new_key()
        self.stdout.write(f"PUSH_PRIVATE_KEY={key}")
        self.stdout.write(f"PUSH_CONTACT={settings.PUSH_CONTACT or 'mailto:you@example.org'}")
        self.stderr.write("A new key. Devices that were given with another one are to be given anew.")
