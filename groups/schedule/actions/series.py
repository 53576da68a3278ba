"""A series begins, changes from a day on, comes to its end, or is taken back.

A series that people have met by ends the day before a change; another one `continues` it and takes over its later
sessions in place, with everything that was said of them. One that has not begun changes itself. Everybody is told
once of the whole change, not once a session.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from groups import gate
from groups.changes import followers
from groups.changes.actions import note
from groups.changes.models import Change, What
from groups.membership.access import locked
from groups.membership.models import SupportGroup
from groups.schedule import policy
from groups.schedule.actions import holidays
from groups.schedule.actions.clashes import check_series
from groups.schedule.actions.laying import AHEAD, lay
from groups.schedule.actions.replanning import Old, Outcome, is_free, replan, still_to_come
from groups.schedule.facts import Facts, Hand, rule_facts, rule_in_words, rule_of
from groups.schedule.models import Series
from groups.schedule.policy import CannotDoNow
from groups.schedule.recurrence import days, last_day, number_before, occurrences, without_end

FURTHEST = timedelta(days=800)
"""How far ahead a series' next day is looked for."""

RHYTHM = {"starts_on", "at", "minutes", "every_weeks", "time_zone", "frequency", "week_of_month", "kind"}
END = {"ends_on", "sessions_in_all"}
FIELDS = RHYTHM | END | {"on_holidays"}


class IsThereAlready(CannotDoNow):
    """The same hour twice."""

    code = "is_there_already"


class NothingToCome(CannotDoNow):
    """A series that is over has nothing left to change."""

    code = "nothing_to_come"


class DayDoesNotFit(CannotDoNow):
    """A first or last day that would change what was."""

    code = "day_does_not_fit"


@transaction.atomic
def start(*, series: Series, by: Hand, now: datetime) -> Series:
    """Give a group an hour, and lay its sessions. Strangers read the group's times in the zone of its newest hour."""
    group = locked(series.group_id)
    policy.check_has_a_hand(group.pk, by)
    rule = {"starts_on": series.starts_on, "at": series.at, "time_zone": series.time_zone}
    if group.series.filter(**rule).exists():
        raise IsThereAlready(_("The group has this hour already. Nothing was added."))
    is_first = not group.series.exists()
    series.group = group
    series.save(force_insert=True)
    lay(series=series, now=now)
    check_series(series=series, now=now)
    followers.follow(series.sessions.values_list("pk", flat=True), now=now)
    _acted(series, by, before=None, also=_follow_zone(series), now=now)
    if not is_first:
        instants = [one.starts_at for one in occurrences(rule_of(series), after=now, until=now + AHEAD)]
        _tell(What.RHYTHM, series, {}, Outcome([(None, moment) for moment in instants]), by=by, now=now)
    return series


@transaction.atomic
def change(*, series: Series, first_day: date | None, rule: Mapping[str, Any], by: Hand, now: datetime) -> Series:
    """Let the sessions of a series from one of its days on follow another rule; None: all that are still to come.

    *rule*: fields of `Series` by name; what is not named stays. `starts_on` is the first day by the new rule, where it
    is not the next one by the old; `sessions_in_all` counts from the series' own first day. Return the series that
    goes on, which is another one where people have met by the old one. Everybody with a seat is told once.
    """
    group = locked(series.group_id)
    policy.check_has_a_hand(group.pk, by)
    old = _fresh(series)
    new, different = _changed(old, rule)
    if not different:
        raise policy.StandsAlready(_("The hour is like that already, so nothing was changed."))
    if different == {"on_holidays"}:
        return _change_holidays(old, new, by=by, now=now)
    if different <= END:
        return _change_end(old, new, by=by, now=now)
    cut = _cut(old, first_day, now=now)
    return _split(old, new, cut, by=by, now=now)


@transaction.atomic
def end(*, series: Series, ends_on: date, by: Hand, now: datetime) -> Series:
    """Give a series its last day. Later sessions are called off, earlier ones take place; everybody is told once."""
    group = locked(series.group_id)
    policy.check_has_a_hand(group.pk, by)
    old = _fresh(series)
    if old.ends_on == ends_on:
        raise policy.StandsAlready(_("That is its last day already, so nothing was changed."))
    return _change_end(old, _copy(old, ends_on=ends_on), by=by, now=now)


@transaction.atomic
def drop(*, series: Series, by: Hand, now: datetime) -> None:
    """Take an hour back, with its sessions, as long as nobody has met by it. Whoever calls sees that nobody knows."""
    group = locked(series.group_id)
    policy.check_has_a_hand(group.pk, by)
    old = _fresh(series)
    if old.sessions.filter(Q(starts_at__lte=now) | Q(opened_at__isnull=False)).exists():
        raise DayDoesNotFit(_("People have met at this hour by now. Give it a last day instead."))
    _acted(old, by, before=rule_in_words(old), is_gone=True, now=now)
    old.sessions.all().delete()
    old.delete()


def _fresh(series: Series) -> Series:
    return Series.objects.select_related("group").get(pk=series.pk)


def _copy(series: Series, **fields: Any) -> Series:
    """The same series, not kept, with other fields."""
    kept = {name: getattr(series, name) for name in FIELDS} | fields
    return Series(pk=series.pk, group=series.group, continues_id=series.continues_id, **kept)


def _changed(old: Series, rule: Mapping[str, Any]) -> tuple[Series, set[str]]:
    """The series as it is to be, and the names of what is different."""
    given = {name: value for name, value in rule.items() if name in FIELDS}
    new = _copy(old, **given)
    different = {name for name in given if getattr(new, name) != getattr(old, name)}
    on = new.starts_on
    if "starts_on" in different and days(without_end(rule_of(old)), first=on, last=on):
        different.discard("starts_on")  # A later day of the same rhythm is no other rhythm.
    return new, different


def _cut(old: Series, first_day: date | None, *, now: datetime) -> date:
    """The first of the old rule's days that changes: one whose session nobody has opened, and that is to come."""
    laid = list(old.sessions.exclude(laid_for=None).filter(meant_for__gt=now))
    free = {one.laid_for for one in laid if is_free(session=one, now=now)}
    to_come = {one.laid_for for one in occurrences(rule_of(old), after=now, until=now + FURTHEST)}
    still = [day for day in free | (to_come - {one.laid_for for one in laid}) if day is not None]
    if first_day is not None:
        still = [day for day in still if day >= first_day]
    if not still:
        raise NothingToCome(_("This hour has no session still to come, so there is nothing to change."))
    return min(still)


def _split(old: Series, new: Series, cut: date, *, by: Hand, now: datetime) -> Series:
    before, words, earlier = rule_facts(old), rule_in_words(old), number_before(rule_of(old), cut)
    if new.starts_on == old.starts_on:
        new.starts_on = cut
    _check_first_day(old, new, cut, now=now)
    _check_last_day(new, earlier=earlier)
    pool = list(old.sessions.filter(laid_for__gte=cut).values_list("pk", flat=True))
    if earlier:
        Series.objects.filter(pk=old.pk).update(ends_on=cut - timedelta(days=1))
        if new.sessions_in_all is not None:
            new.sessions_in_all -= earlier
        new.pk, new.continues = uuid4(), old
    new.save(force_insert=bool(earlier), force_update=not earlier)
    outcome = replan(series=new, pool=pool, old=Old.of(old), now=now)
    check_series(series=new, now=now)
    _acted(new, by, before=words, also=_follow_zone(new), now=now)
    _tell(What.RHYTHM, new, before, outcome, by=by, now=now)
    return new


def _check_first_day(old: Series, new: Series, cut: date, *, now: datetime) -> None:
    kept = old.sessions.filter(laid_for__lt=cut).aggregate(last=Max("laid_for"))["last"]
    if kept is not None and new.starts_on <= kept:
        say = _("The new hour begins after {day}, the day of the last session that stays as it is. Choose a later one.")
        raise DayDoesNotFit(say.format(day=kept.isoformat()))
    if new.starts_on < now.astimezone(ZoneInfo(new.time_zone)).date():
        raise DayDoesNotFit(_("This day has gone by. Choose one that is still to come."))


def _check_last_day(new: Series, *, earlier: int = 0) -> None:
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise DayDoesNotFit(_("The last day comes before the first. Choose a later one, or none."))
    if new.sessions_in_all is not None and new.sessions_in_all <= earlier:
        say = _("{number} of its sessions stay as they are. Choose a larger number.")
        raise DayDoesNotFit(say.format(number=earlier))


def _change_end(old: Series, new: Series, *, by: Hand, now: datetime) -> Series:
    """Another last day, or number of sessions, needs no other series: those that stay stay as they are."""
    _check_last_day(new)
    begun = old.sessions.filter(Q(starts_at__lte=now) | Q(opened_at__isnull=False))
    met, last = begun.aggregate(last=Max("laid_for"))["last"], last_day(rule_of(new))
    if met is not None and last is not None and last < met:
        raise DayDoesNotFit(_("People met on {day}. Choose that day or a later one.").format(day=met.isoformat()))
    new.save(force_update=True, update_fields=["ends_on", "sessions_in_all"])
    outcome = replan(series=new, pool=still_to_come(series=new, now=now), old=Old.of(old), now=now)
    check_series(series=new, now=now)
    _acted(new, by, before=rule_in_words(old), now=now)
    _tell(What.END, new, rule_facts(old), outcome, by=by, now=now)
    return new


def _change_holidays(old: Series, new: Series, *, by: Hand, now: datetime) -> Series:
    """The sessions on holidays are called off or stand again, each with its own line in the log."""
    new.save(force_update=True, update_fields=["on_holidays"])
    _acted(new, by, before=rule_in_words(old), now=now)
    holidays.follow_one(series=new, now=now)
    lay(series=new, now=now)
    return new


def _follow_zone(series: Series) -> dict[str, tuple[object, object]]:
    before = series.group.time_zone
    if before == series.time_zone:
        return {}
    SupportGroup.objects.filter(pk=series.group_id).update(time_zone=series.time_zone)
    return {"time_zone": (before, series.time_zone)}


def _acted(
    series: Series,
    by: Hand,
    *,
    before: str | None,
    is_gone: bool = False,
    also: Mapping[str, tuple[object, object]] | None = None,
    now: datetime,
) -> None:
    changes = {"hour": (before, None if is_gone else rule_in_words(series)), **(also or {})}
    group_id = series.group_id
    gate.acted(act="group.changed", by_id=by.audit_id, target_id=group_id, group_id=group_id, changes=changes, now=now)


def _tell(what: What, series: Series, before: Facts, outcome: Outcome, *, by: Hand, now: datetime) -> None:
    """One line for the whole change. What a group was before anybody knew of it is nobody's news."""
    group = series.group
    if not (group.is_published or group.memberships.current().members().exists()):
        return
    to_come = [one.starts_at for one in occurrences(rule_of(series), after=now, until=now + FURTHEST)] or [now]
    instants = outcome.instants or [to_come[-1] if what == What.END else to_come[0]]
    change = Change(
        group=group,
        what=what,
        series=series.pk,
        before={"rule": before} if before else {},
        after={"rule": rule_facts(series)},
        by=by.seat,
        part=by.part,
        first_at=min(instants),
        helps_until=max(instants),
    )
    note(change=change, now=now)
