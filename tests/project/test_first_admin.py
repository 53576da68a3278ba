"""The first admin of an installation comes from the command line, and signs in as everybody does."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from groups.people.models import User

pytestmark = pytest.mark.slow


def test_the_first_admin_signs_in_by_code_and_is_led_to_a_second_step(db: None) -> None:
    cache.clear()
    call_command("createsuperuser", email="first@example.org", interactive=False, verbosity=0)
    client = Client()
    client.post("/account/login/code/", {"email": "first@example.org"})
    code = re.search(r"^([A-Z0-9-]{6,9})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    client.post("/account/login/code/confirm/", {"code": code[1]})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert client.get("/manage/")["Location"] == "/account/2fa/"
