"""When somebody is to be told, worked out anew: by trying one quarter of an hour after the other, on the wall's clock.

It uses nothing of `groups.reminders.planning`, nor of `groups.people.quiet`.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


def is_quiet(moment: datetime, zone: str, hours: tuple[time, time] | None) -> bool:
    if hours is None:
        return False
    wall, (begin, end) = moment.astimezone(ZoneInfo(zone)).time(), hours
    return begin <= wall < end if begin < end else wall >= begin or wall < end


def shown_on_the_wall(wall: datetime, zone: str) -> datetime:
    """The first instant at which that wall shows this time, or, where it skips it, as much later as it skips."""
    there, noon = ZoneInfo(zone), wall.replace(tzinfo=UTC)
    before, behind = ((noon + days * 24 * HOUR).astimezone(there).utcoffset() for days in (-1, 1))
    assert before is not None and behind is not None
    for late in (wall, wall + (behind - before)):
        for offset in range(-14 * 60, 15 * 60, 15):
            moment = late.replace(tzinfo=UTC) + timedelta(minutes=offset)
            if moment.astimezone(there).replace(tzinfo=None) == late:
                return moment
    raise AssertionError(wall)


def when(
    start: datetime, zone: str, quiet: tuple[time, time] | None, *, days: int, at: time | None, hours: int | None
) -> datetime:
    """The instant of a note so many days before a session, or, where a person chose them, so many hours before it."""
    if hours is not None and hours % 24:
        due = start - hours * HOUR
    else:
        wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=(hours or days * 24) // 24)
        due = shown_on_the_wall(datetime.combine(wall.date(), at or wall.time()), zone)
    after = before = due
    while is_quiet(after, zone, quiet):
        after += QUARTER
    while is_quiet(before, zone, quiet):
        before -= QUARTER
    return after if after == due or after <= start - HOUR else before
