"""`manage.py seed`: a small world to look around in."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supportgroup.seed.world import grow


class Command(BaseCommand):
    help = "Make a small believable world, once; where anybody lives already, do nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        made = grow(now=timezone.now())
        self.stdout.write("A small world is here now." if made else "People live here already: nothing was changed.")
