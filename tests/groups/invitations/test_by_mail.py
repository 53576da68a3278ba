"""From the admin's button to the seat, by the mail in between."""

import re

from django.conf import settings
from django.core import mail
from django.utils import timezone

from groups.people import delivery
from tests.cast import Cast, client_of, with_second_factor


def test_the_link_of_the_mail_leads_to_the_seat(cast: Cast) -> None:
    given = {"address": "new@example.org", "invited_as": "member", "group": str(cast.group.pk)}
    with_second_factor(cast.ada).post("/manage/invitations/", given)
    delivery.post(limit=10, now=timezone.now())
    [letter] = mail.outbox
    assert letter.to == ["new@example.org"]
    [link] = re.findall(rf"{re.escape(settings.SITE_URL)}(/invitations/\S+)", str(letter.body))
    assert client_of(cast.olu).post(link, {"name": "Wren"})["Location"] == f"/groups/{cast.group.pk}/"
    assert cast.group.memberships.current().filter(user=cast.olu, name="Wren").exists()


def test_the_mail_of_an_invitation_that_was_taken_back_is_not_sent(cast: Cast) -> None:
    ada = with_second_factor(cast.ada)
    ada.post("/manage/invitations/", {"address": "new@example.org", "invited_as": "admin"})
    page = ada.get("/manage/invitations/").content.decode()
    [address] = re.findall(r'action="(/manage/invitations/[^"]+/withdrawal/)"', page)
    ada.post(address)
    delivery.post(limit=10, now=timezone.now())
    assert mail.outbox == []
