"""`manage.py seed`: a small world to look around in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from supportgroup.seed.world import grow


class Command(BaseCommand):
    help = "Make a small believable world, once; where anybody lives already, do nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The small world has people whom anybody may become: it is made only while DEBUG is on.")
        made = grow(now=timezone.now())
        self.stdout.write("A small world is here now." if made else "People live here already: nothing was changed.")
