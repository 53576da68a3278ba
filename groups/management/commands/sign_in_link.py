"""`manage.py sign_in_link NAME`: look around as somebody."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from groups.people.actions import make_sign_in_link
from groups.people.models import User

CAST_LIVES_AT = "example.org"


class Command(BaseCommand):
    help = "Print a link that signs somebody in, once, within ten minutes. Refused when DEBUG is off."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="a mail address, or the name of one of the cast: sam, ana, noor, …")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Sign-in links exist only while DEBUG is on.")
        address = name.strip().lower()
        address = address if "@" in address else f"{address}@{CAST_LIVES_AT}"
        user = User.objects.filter(email=address, is_active=True).first()
        if user is None:
            raise CommandError("Nobody here has this name. Has the world been seeded?")
        token = make_sign_in_link(user=user, now=timezone.now())
        self.stdout.write(settings.SITE_URL + reverse("people:sign_in_link", args=[token]))
