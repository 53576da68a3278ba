"""What somebody wishes from the others stands beside their name in the room, on the page as in a frame."""

from groups.membership.models import Membership
from groups.people.models import Boundary
from groups.room.models import Presence, PresenceState, Room
from tests.cast import Cast, client_of


def here(room: Room, seat: Membership) -> None:
    Presence.objects.create(
        session=room.session, membership=seat, here=True, state=PresenceState.LISTENING, seen_at=seat.joined_at
    )


def test_the_others_read_what_sam_wishes_and_is_called(cast: Cast, room: Room) -> None:
    sam = cast.seat("sam")
    Membership.objects.filter(pk=sam.pk).update(pronouns="they/them", boundary=Boundary.JUST_HEAR)
    here(room, sam)
    page = client_of(cast.ana).get(f"/rooms/{room.pk}/").content.decode()
    assert '<span class="person__pronouns">they/them</span>' in page
    assert '<span class="person__boundary">just hear me</span>' in page
    frame = client_of(cast.ana).get(f"/rooms/{room.pk}/changes/").json()
    [face] = [one for one in frame["room"]["roster"] if one["name"] == "Sam"]
    assert (face["pronouns"], face["boundary"]) == ("they/them", "just_hear")


def test_what_was_not_said_stands_nowhere(cast: Cast, room: Room) -> None:
    here(room, cast.seat("sam"))
    page = client_of(cast.ana).get(f"/rooms/{room.pk}/").content.decode()
    people = page[page.index('id="people-here"') : page.index("roster__nobody")]
    assert "person__boundary" not in people
    assert "person__pronouns" not in people
