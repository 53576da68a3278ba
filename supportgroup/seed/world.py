"""Grow the seeded world, once, where nobody lives yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction

from groups.home.actions import create_group
from groups.joining import actions as joining
from groups.membership import actions as membership
from groups.membership.models import Membership, SupportGroup
from groups.organisation.actions import add_known_help_lines
from groups.organisation.models import Holiday, Organisation
from groups.people.models import User
from groups.room import actions as room
from groups.room.models import Room
from groups.room.saying import say_all, spoken
from groups.room.seats import seat_of
from groups.schedule.actions import attendance, laying
from groups.schedule.models import SLOT, Attendance, Frequency, Session, WeekOfMonth
from moderation.rules.models import WordRule
from supportgroup.seed import lives, words
from supportgroup.seed.words import Circle, Rhythm

FIVE_MINUTES = timedelta(minutes=5)


@dataclass(frozen=True)
class Grown:
    """A group of the seeded world, and who belongs to it (by the part of their address before the @)."""

    group: SupportGroup
    seats: dict[str, Membership]


@transaction.atomic
def grow(*, now: datetime) -> bool:
    """Make the whole world, or nothing where anybody lives already. True when it was made."""
    if User.objects.exists():
        return False
    Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Lantern Street", "emergency_policy": words.EMERGENCY_POLICY}
    )
    add_known_help_lines()
    WordRule.objects.bulk_create(WordRule(phrase=phrase, verdict=verdict) for phrase, verdict in words.WORDS)
    begun = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % FIVE_MINUTES
    long_ago = begun - timedelta(weeks=words.WEEKS_BEHIND + 1)
    people = {one.mail: _person(one, now=long_ago) for one in (*words.CAST, *words.OTHERS)}
    _keep_holidays(now=now)
    for circle in words.CIRCLES:
        grown = _group(circle, people, now=long_ago)
        lives.agree(grown.group, by=people["ada"], now=long_ago)
        _wait(grown.group, circle, people, now=begun - timedelta(days=1))
        if circle is words.LONG_EVENING:
            _meet_weekly(grown, circle.rhythm, begun, now=now)
        else:
            _series(grown, circle, now=now)
        lives.live(grown.group, grown.seats, people, now=now)
    lives.forget_old_letters(now=now)
    Organisation.objects.update(on_call=people["max"])
    return True


def _person(one: words.Somebody, *, now: datetime) -> User:
    user = User.objects.create_user(
        one.email,
        chosen_name=one.chosen_name,
        stands_in=one.mail in words.STANDS_IN,
        time_zone=one.zone,
        role=one.role,
        date_joined=now,
        adult_at=now,
        understood_at=now,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _group(circle: Circle, people: dict[str, User], *, now: datetime) -> Grown:
    """Everybody comes the way that people come: appointed, or seated after asking."""
    group = SupportGroup(
        name=circle.name,
        purpose=circle.purpose,
        kind=circle.kind,
        pace=circle.pace,
        time_zone=circle.zone,
        capacity=circle.capacity,
        same_people=circle.same_people,
        experience=circle.experience,
        room_rules="\n".join(circle.rules),
        meeting_link=circle.meeting_link,
        is_published=True,
    )
    create_group(group=group, plan=circle.plan)
    seats = {}
    for mail in circle.facilitators:
        name = people[mail].chosen_name
        seats[mail] = membership.appoint(group=group, user=people[mail], name=name, now=now)
    by = seats[circle.facilitators[0]]
    for mail in circle.members:
        name = people[mail].chosen_name
        may_write = mail in words.MAY_BE_WRITTEN_TO
        asked = joining.ask(group=group, user=people[mail], name=name, line="", may_be_written_to=may_write, now=now)
        seats[mail] = joining.seat(asked=asked, by=by, now=now)
    return Grown(group, seats)


def _wait(group: SupportGroup, circle: Circle, people: dict[str, User], *, now: datetime) -> None:
    for mail, line in circle.waiting:
        joining.ask(group=group, user=people[mail], name=people[mail].chosen_name, line=line, now=now)


def _keep_holidays(*, now: datetime) -> None:
    """The next of each."""
    for name, (month, day), (last_month, last_day) in words.HOLIDAYS:
        year = now.year + ((now.month, now.day) > (month, day))
        Holiday.objects.create(name=name, first_on=date(year, month, day), last_on=date(year, last_month, last_day))


def _series(grown: Grown, circle: Circle, *, now: datetime) -> None:
    """Sessions to come, from the next fitting weekday on."""
    today = now.astimezone(ZoneInfo(circle.zone)).date()
    rhythm = circle.rhythm
    days = (today + timedelta(days=n) for n in range(40))
    series = grown.group.series.create(
        starts_on=next(day for day in days if _fits(day, rhythm)),
        at=rhythm.at,
        minutes=rhythm.minutes,
        every_weeks=rhythm.every_weeks,
        time_zone=circle.zone,
        frequency=Frequency.MONTHLY if rhythm.is_monthly else Frequency.WEEKLY,
        week_of_month=WeekOfMonth.FIRST if rhythm.is_monthly else None,
    )
    laying.lay(series=series, now=now)


def _fits(day: date, rhythm: Rhythm) -> bool:
    return day.weekday() == rhythm.weekday and (day.day <= 7 or not rhythm.is_monthly)


def _meet_weekly(grown: Grown, rhythm: Rhythm, begun: datetime, *, now: datetime) -> None:
    """The cast's group: sessions behind them, one that is going on now, and the ones to come."""
    local = begun.astimezone(ZoneInfo(grown.group.time_zone))
    behind = timedelta(weeks=words.WEEKS_BEHIND)
    series = grown.group.series.create(
        starts_on=local.date() - behind,
        at=local.time().replace(second=0, microsecond=0),
        minutes=rhythm.minutes,
        time_zone=grown.group.time_zone,
        on_holidays=True,  # whenever somebody tries the product, this room is open
    )
    laying.lay(series=series, now=begun - behind - timedelta(days=1))
    laying.lay(series=series, now=begun - timedelta(days=1))
    sessions = Session.objects.filter(series=series).order_by("starts_at", "pk")
    for number, session in enumerate(sessions.filter(ends_at__lte=now)):
        _remember(session, grown, number)
    _hold(grown, now=now)


def _remember(session: Session, grown: Grown, number: int) -> None:
    """A session that is over, with the attendance of those who came, settled as the service settles it."""
    came = [seat for mail, seat in grown.seats.items() if number in words.CAME.get(mail, (number,))]
    attendance.arrive(pairs=[(session.pk, seat.pk) for seat in came], now=session.starts_at)
    slots = (session.ends_at - session.starts_at) // SLOT
    Attendance.objects.filter(session=session).update(slots=slots, last_slot=slots - 1)
    Session.objects.filter(pk=session.pk).update(opened_at=session.starts_at)
    attendance.settle_attendance(session=session, now=session.ends_at)


def _hold(grown: Grown, *, now: datetime) -> None:
    """Open the room of the session that is going on, and let a few words be said."""
    home = Room.objects.of(grown.group)
    room.open_room(room=home, by=grown.seats["noor"], now=now)
    lines: Sequence[tuple[str, str]] = words.SAID
    say_all(
        spoken=[
            spoken(room_id=home.pk, seat=seat_of(grown.seats[mail]), command_id=f"seed-{place}", text=text)
            for place, (mail, text) in enumerate(lines)
        ],
        now=now,
    )
