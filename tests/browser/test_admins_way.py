"""An admin's way through looking after the organisation, by keyboard alone, on a phone.

Setting up a group is a way of its own: `test_setting_up.py`.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from groups.desk.models import TrainingRecord
from groups.invitations.models import Invitation, InvitedAs
from groups.organisation.models import HelpLine, Organisation
from groups.people.models import Role, User
from tests.browser.walking import PHONE, Walker
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(cast: Cast, page_of: Callable[..., Page]) -> Walker:
    return Walker(page_of(cast.ada, **PHONE))


def test_an_admin_goes_the_whole_way_by_keyboard(cast: Cast, ada: Walker) -> None:
    says_who_is_on_call(ada, cast)
    names_the_organisation(ada)
    keeps_a_help_line(ada)
    invites_somebody(ada, cast)
    looks_after_people(ada, cast)
    reads_the_log(ada)
    assert not ada.wrong, "\n" + "\n".join(ada.wrong)


def says_who_is_on_call(ada: Walker, cast: Cast) -> None:
    ada.goes_to("/manage/")
    ada.follows("Choose somebody")
    ada.selects("Who is on call", "Max")
    ada.presses("Keep it")
    assert Organisation.objects.get().on_call == cast.max


def names_the_organisation(ada: Walker) -> None:
    ada.goes_to("/manage/organisation/")
    ada.follows("Change: Names")
    ada.writes("Name of the organisation", "Lantern Street")
    ada.writes("Neutral name", "Lanterns")
    ada.presses("Keep it")
    assert Organisation.objects.get().name == "Lantern Street"
    assert ada.page.title().endswith("Lanterns")


def keeps_a_help_line(ada: Walker) -> None:
    ada.goes_to("/manage/help-lines/")
    ada.follows("Add a line")
    ada.selects("Country", "Germany")
    ada.writes("Name", "TelefonSeelsorge")
    ada.writes("Number to call", "0800 111 0 111")
    ada.writes("Who of yours looks after this line", "Ada")
    ada.presses("Keep it")
    ada.reads("TelefonSeelsorge")
    ada.presses("Checked today")
    assert HelpLine.objects.get().checked_on == timezone.localdate()


def invites_somebody(ada: Walker, cast: Cast) -> None:
    ada.goes_to("/manage/people/")
    ada.follows("Invite somebody")
    ada.writes("Mail address", "lena@example.org")
    ada.chooses("facilitator of a group")
    ada.selects("Group", cast.group.name)
    ada.presses("Send the invitation")
    asked = Invitation.objects.get()
    assert (asked.address, asked.invited_as, asked.group) == ("lena@example.org", InvitedAs.FACILITATOR, cast.group)


def looks_after_people(ada: Walker, cast: Cast) -> None:
    ada.goes_to("/manage/people/")
    ada.follows("Noor")
    ada.writes("What", "Peer facilitation")
    ada.writes_day("Done on", timezone.localdate() - timedelta(days=30))
    ada.presses("Add this training")
    assert TrainingRecord.objects.get().user == cast.noor
    ada.goes_to("/manage/people/")
    ada.follows("Max")
    ada.follows("Close this account")
    ada.presses("Close this account")
    assert not User.objects.get(pk=cast.max.pk).is_active
    ada.follows("Max")
    ada.presses("Open the account again")
    assert User.objects.get(pk=cast.max.pk).is_active
    assert User.objects.get(pk=cast.max.pk).role == Role.MODERATOR


def reads_the_log(ada: Walker) -> None:
    ada.goes_to("/manage/")
    ada.follows("Log", exact=True)
    ada.reads("Lantern Street")
