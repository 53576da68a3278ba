"""What the codes of the log say. A code that is not known here is shown as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: dict[str, Promise] = {
    "organisation.changed": _("changed settings of the organisation"),
    "help_line.added": _("added a help line"),
    "help_line.changed": _("changed a help line"),
    "help_line.checked": _("checked a help line"),
    "help_line.removed": _("removed a help line"),
    "holiday.added": _("added a holiday"),
    "holiday.changed": _("changed a holiday"),
    "holiday.removed": _("took a holiday back"),
    "person.role_changed": _("changed somebody's role"),
    "person.deactivated": _("closed somebody's account"),
    "person.reactivated": _("opened somebody's account again"),
    "training.added": _("kept a training of somebody"),
    "training.removed": _("removed a training of somebody"),
    "invitation.made": _("invited somebody"),
    "invitation.renewed": _("invited somebody again"),
    "invitation.withdrawn": _("took an invitation back"),
    "invitation.accepted": _("accepted an invitation"),
    "group.created": _("set up a group"),
    "group.changed": _("changed a group"),
    "group.published": _("published a group"),
    "group.unpublished": _("took a group out of the directory"),
    "group.announced": _("wrote to everybody in a group"),
    "group.announcement_taken_back": _("took a word to a group back"),
    "agreement.published": _("gave a group a new agreement"),
    "facilitator.appointed": _("made somebody a facilitator"),
    "facilitator.let_go": _("let a facilitator go"),
    "handover.proposed": _("asked somebody to take over a group"),
    "handover.accepted": _("agreed to take over a group"),
    "handover.declined": _("did not take over a group"),
    "handover.withdrawn": _("took a handover back"),
    "handover.done": _("handed a group over"),
    "member.seated": _("gave somebody a seat"),
    "member.declined": _("kindly declined a request for a seat"),
    "member.put_in_line": _("put a request in line"),
    "seat.given_on": _("gave a seat on after a pause"),
    "session.cancelled": _("called a session off"),
    "session.moved": _("moved a session"),
    "session.resized": _("gave a session another length"),
    "session.kind_changed": _("made a session one of another kind"),
    "session.restored": _("let a session take place after all"),
    "session.added": _("added a session"),
    "clock.followed": _("let sessions follow the new rules of a time zone"),
    "session.given_up": _("said that they cannot come to a session"),
    "session.taken_over": _("holds a session, after all or in somebody's place"),
    "session.stood_in": _("stands in for a session"),
    "session.backed_up": _("came to a room that was closed"),
    "room.opened": _("opened a room"),
    "room.paused": _("paused a room"),
    "room.resumed": _("opened a room again after a rest"),
    "room.closed": _("closed a room"),
    "room.handed_over": _("said who leads a room"),
    "message.hidden": _("hid words"),
    "message.released": _("gave words back to a group"),
    "member.asked_to_leave": _("asked somebody to leave a session"),
    "member.let_back": _("let somebody back into a session"),
    "word_rule.added": _("added words to be looked at first"),
    "word_rule.changed": _("changed words to be looked at first"),
    "word_rule.removed": _("removed words to be looked at first"),
    "report.acted_on": _("acted on a report"),
    "report.dealt_with": _("dealt with a report"),
    "report.closed": _("closed a report"),
}

REASONS: dict[str, Promise] = {
    "member": _("as a member"),
    "facilitator": _("as a facilitator"),
    "moderator": _("as a moderator"),
    "admin": _("as an admin"),
}

SETTINGS: dict[str, Promise] = {
    "name": _("name"),
    "neutral_name": _("neutral name"),
    "mail_from_name": _("sender of mail"),
    "exit_url": _("where 'Leave this site' goes"),
    "exit_shown": _("'Leave this site' shown"),
    "crisis_policy": _("words that sound like danger"),
    "emergency_policy": _("emergency services"),
    "confidentiality_limits": _("where confidentiality ends"),
    "on_call": _("who is on call"),
    "group_language": _("language of new groups"),
    "group_time_zone": _("time zone of new groups"),
    "group_capacity": _("seats of new groups"),
    "group_retention_days": _("days for which new groups keep words"),
    "country": _("country"),
    "phone": _("number"),
    "url": _("web address"),
    "note": _("when it is open"),
    "owner": _("who looks after it"),
    "checked_on": _("checked on"),
    "first_on": _("first day"),
    "last_on": _("last day"),
    "role": _("role"),
    "purpose": _("purpose"),
    "experience": _("what people have in common"),
    "kind": _("kind"),
    "pace": _("pace"),
    "language": _("language"),
    "other_languages": _("other languages"),
    "time_zone": _("time zone"),
    "capacity": _("seats"),
    "same_people": _("the same people each time"),
    "retention_days": _("days for which words are kept"),
    "room_rules": _("what holds in the room"),
    "remind_three_days": _("reminder three days before"),
    "remind_one_day": _("reminder one day before"),
    "pause_weeks": _("weeks of a pause"),
    "offer_hours": _("hours of an offer"),
    "plan": _("plan of a session"),
    "hour": _("hour"),
    "verdict": _("what happens to such words"),
    "is_published": _("in the directory"),
    "agreement_version": _("version of the agreement"),
}


def act(code: str) -> str:
    """What was done, after the name of whoever did it."""
    return str(ACTS.get(code, code))


def reason(code: str) -> str:
    return str(REASONS.get(code, code))


def setting(code: str) -> str:
    return str(SETTINGS.get(code, code))
