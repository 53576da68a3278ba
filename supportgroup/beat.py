"""When beat says "look now". No line here carries work: rows do."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "pulse": {"task": "supportgroup.pulse", "schedule": 10.0},
    "ends of pauses": {"task": "membership.pauses_over", "schedule": 60.0},
    "ends of visits": {"task": "membership.end_visits", "schedule": 30.0},
    "lay sessions": {"task": "schedule.lay_sessions", "schedule": 600.0},
    "follow holidays": {"task": "schedule.follow_holidays", "schedule": 30.0},
    "follow clocks": {"task": "schedule.follow_clocks", "schedule": 600.0},
    "plan reminders": {"task": "reminders.plan", "schedule": 60.0},
    "follow who holds groups": {"task": "changes.follow_holders", "schedule": 60.0},
    "tell changes": {"task": "reminders.tell_changes", "schedule": 5.0},
    "send reminders": {"task": "reminders.send_due", "schedule": 5.0},
    "after sessions": {"task": "reminders.after_sessions", "schedule": 60.0},
    "purge words after sessions": {"task": "reminders.purge_words", "schedule": 3600.0},
    "send mails of the day": {"task": "reminders.send_digests", "schedule": 10.0},
    "send letters": {"task": "people.send_letters", "schedule": 5.0},
    "ring for letters": {"task": "people.ring", "schedule": 5.0},
    "purge letters": {"task": "people.purge_letters", "schedule": 3600.0},
    "offer seats": {"task": "joining.offer_seats", "schedule": 10.0},
    "offer seats of the day": {"task": "standby.offer_seats", "schedule": 5.0},
    "purge requests": {"task": "joining.purge", "schedule": 3600.0},
    "tell who is asked": {"task": "facilitation.tell_asked", "schedule": 30.0},
    "finish handovers": {"task": "facilitation.finish_handovers", "schedule": 300.0},
    "purge announcements": {"task": "facilitation.purge", "schedule": 3600.0},
    "close rooms": {"task": "room.close_ended", "schedule": 10.0},
    "purge rooms": {"task": "room.purge", "schedule": 3600.0},
    "ask who stands in": {"task": "staffing.search", "schedule": 30.0},
    "call to closed rooms": {"task": "staffing.call", "schedule": 10.0},
    "lay down who facilitates": {"task": "staffing.lay_down", "schedule": 30.0},
    "purge invitations": {"task": "invitations.purge", "schedule": 3600.0},
}
