"""The ground that everything stands on."""

from groups.membership.models import SupportGroup
from tests.cast import Cast, client_of


def test_facilitators_take_no_seat(cast: Cast) -> None:
    group = SupportGroup.objects.published().with_seats_taken().get()
    assert group.seats_taken == 2


def test_the_web_process_says_that_it_is_alive(db: None) -> None:
    assert client_of(None).get("/healthz").json() == {"alive": True}
