"""What each column is for, how long it may be kept, and what becomes of it when its person asks to be erased.

Whoever adds a column says so here: a test compares this table with the models, those of other people's apps
included. A column for which no purpose comes to mind is a column that is not needed.
"""

from dataclasses import dataclass
from enum import Enum


class Then(Enum):
    """When the person asks to be erased."""

    KEEP = "stays: it tells nothing about the person, or only that somebody, now nameless, was there"
    BLANK = "is emptied; the row stays, so that what others said and did still makes sense"
    DELETE = "goes, with its whole row"


AS_THE_GROUP_SAYS = -1
"""Days: `SupportGroup.retention_days`, which stands on the group's page."""


@dataclass(frozen=True)
class Fate:
    """Of some columns of one model. *days*: it may be kept so many; None: while group or account are there."""

    then: Then
    purpose: str
    fields: tuple[str, ...]
    days: int | None = None


def keep(purpose: str, fields: str, *, days: int | None = None) -> Fate:
    return Fate(Then.KEEP, purpose, tuple(fields.split()), days)


def blank(purpose: str, fields: str, *, days: int | None = None) -> Fate:
    return Fate(Then.BLANK, purpose, tuple(fields.split()), days)


def delete(purpose: str, fields: str, *, days: int | None = None) -> Fate:
    return Fate(Then.DELETE, purpose, tuple(fields.split()), days)


PEOPLE = {
    "groups.User": [
        keep("what others' rows point to; opaque", "id"),
        blank("to sign in, and to be reminded", "email password last_login"),
        blank("to be called by a name of one's choice", "chosen_name"),
        blank("to say times in one's own zone, and to be quiet at night", "time_zone quiet_from quiet_to"),
        blank("to know that an adult has read what this is not", "adult_at understood_at"),
        blank("to write only where and how it is welcome", "mail_is_private reminders_by_mail wishes wishes_version"),
        blank("to write once a day, or not for a time, where that is wished", "digest_at rests_until"),
        blank("to write no more to an address that does not want it", "mail_trouble mail_trouble_at"),
        blank("to be spoken to and about as one wishes", "pronouns languages boundary"),
        blank("to write plainly only where that is wished", "plain_mail"),
        blank("to go on with a few questions where one stopped", "next_question"),
        blank("to show pages the way one likes them", "look"),
        blank("to be asked to stand in only where that is wished", "stands_in"),
        keep(
            "who may moderate and administer, and how many groups are enough", "role is_active date_joined most_groups"
        ),
    ],
    "groups.SignInLink": [
        delete("to try the product out, in debug only; ten minutes", "id user token_hash expires_at used_at", days=1)
    ],
    "groups.Apart": [
        delete("to keep two people apart, for the one who wishes it", "id owner other seat address_hash made_at"),
        delete("what the one who wishes it calls the other; sealed", "label"),
    ],
    "groups.Letter": [
        delete("to write once that something is there to be read", "id user address kind about path", days=30),
        delete("that it is written once, and in time", "made_at due_at expires_at state is_urgent", days=30),
        delete("the same", "leased_until lease attempts sent_at reason", days=30),
    ],
    "groups.ChangedWishes": [delete("to plan anew what somebody will be told", "user version")],
    "groups.Ring": [
        delete("to ring once that something waits to be read", "id user kind about path", days=30),
        delete("that it rings once, and in time", "made_at due_at expires_at state is_urgent", days=30),
        delete("the same", "leased_until lease attempts sent_at reason", days=30),
    ],
    "groups.PushDevice": [
        delete("to ring a device that its person gave; sealed", "id user endpoint endpoint_hash keys"),
        delete("to forget it with the sign-in that it came with", "signed_in_by made_at"),
    ],
    "account.EmailAddress": [delete("to know that an address is its person's", "id user email verified primary")],
    "account.EmailConfirmation": [delete("to confirm an address", "id email_address created sent key", days=3)],
    "mfa.Authenticator": [delete("a second factor, a passkey", "id user type data created_at last_used_at")],
    "usersessions.UserSession": [
        delete("to see one's devices and sign them out", "id user created_at last_seen_at session_key data", days=14),
        delete("columns of another product, which hold nothing here", "ip user_agent", days=14),
    ],
    "sessions.Session": [delete("to stay signed in", "session_key session_data expire_date", days=14)],
}

GROUPS = {
    "groups.Organisation": [
        keep("whom this installation serves", "id name neutral_name mail_from_name"),
        keep("what people are told about safety", "exit_url exit_shown crisis_policy confidentiality_limits"),
        keep("the same, about emergencies; and who is called", "emergency_policy on_call"),
        keep("with what a new group begins", "group_language group_time_zone group_capacity group_retention_days"),
    ],
    "groups.Holiday": [keep("days on which no group meets", "id name first_on last_on")],
    "groups.HelpLine": [keep("whom to call at night", "id country name phone url note owner checked_on")],
    "groups.SupportGroup": [
        keep("what a group says about itself", "id name purpose kind pace language time_zone capacity same_people"),
        keep("for whom it is", "experience other_languages"),
        keep("how long words are kept, and who finds the group", "retention_days is_published created_at"),
        keep("what holds in it", "room_rules remind_three_days remind_one_day pause_weeks offer_hours"),
        keep("when its notes come", "first_note_days first_note_at second_note_days second_note_at"),
        keep("when those who hold it prepare, and a word comes after", "prepare_days prepare_at"),
        keep("the same", "writes_after after_days after_at"),
        keep("which agreement stands, and where voices meet", "agreement_version meeting_link"),
    ],
    "groups.Membership": [
        keep("who was seated when, without a name", "id group user role state joined_at ended_at quiet_until"),
        blank("what the others of this group call them", "name pronouns"),
        blank("what they wish from the others", "boundary"),
        keep("until when the seat is kept, and what was agreed", "paused_at paused_until agreed_version agreed_at"),
        keep("that a seat was for one session", "guest_until"),
        keep("that they agreed to a word after a session", "may_be_written_to"),
    ],
    "groups.Agreement": [keep("what everybody in a group agreed to", "id group version brief words made_at")],
    "groups.JoinRequest": [
        delete("to ask for a seat under a name", "id group user name state asked_at answered_at answered_by"),
        delete("what they wish the facilitators to know", "line"),
        delete("that they agreed to a word after a session", "may_be_written_to"),
        delete("the place in line", "waiting_since rests_until"),
    ],
    "groups.FitMessage": [
        delete("to talk before a seat is given; sealed", "id request author by_asker words at", days=30)
    ],
    "groups.Offer": [delete("a seat kept for somebody", "id request state made_at expires_at settled_at")],
    "groups.Invitation": [
        delete("to ask an address to take a part, once", "id address invited_as group token_hash", days=90),
        delete("who invited, and what became of it", "made_at made_by expires_at accepted_at", days=90),
        delete("the same", "accepted_by withdrawn_at", days=90),
    ],
    "groups.FacilitatorCard": [
        delete("what a facilitator tells about themselves, while they wish it", "id membership training style"),
        delete("since when they agree to it", "shown_since"),
    ],
    "groups.Announcement": [keep("a facilitator's word to a group", "id group by words at", days=AS_THE_GROUP_SAYS)],
    "groups.Handover": [
        keep("who goes on when a facilitator leaves", "id group leaving coming state leaves_at made_at settled_at"),
        blank("their goodbye", "goodbye", days=AS_THE_GROUP_SAYS),
        blank("which colleague was asked, until they answer", "asked_address"),
    ],
    "groups.TrainingRecord": [delete("what facilitators have learned", "id user what on valid_until")],
}

SCHEDULE = {
    "groups.Series": [
        keep("when a group meets", "id group starts_on at minutes every_weeks time_zone ends_on frequency"),
        keep("the same", "week_of_month sessions_in_all kind on_holidays continues zone_rules"),
    ],
    "groups.PlanStep": [keep("what a session is made of", "id group place minutes words kind")],
    "groups.Session": [
        keep("one meeting", "id group series laid_for kind starts_at ends_at state version opened_at closed_at"),
        keep("what was changed, and by which facilitator", "meant_for moved_from cancelled_at cancelled_by"),
        keep("why it does not take place; where voices meet", "called_off_for link_token"),
    ],
    "groups.Change": [
        keep("what a group was told of its sessions; facts alone", "id group what because session series before after"),
        keep("who changed it, and when it was told", "made_at by part first_at helps_until is_told told_at"),
    ],
    "groups.Rsvp": [delete("what somebody could do that day", "id session membership answer answered_at")],
    "groups.Usual": [delete("what somebody says of every session", "membership answer since")],
    "groups.Attendance": [
        delete(
            "presence, for the person and their facilitators", "id session membership first_seen_at slots last_slot"
        ),
        delete("whether they came, and whether a facilitator asked them to leave", "attended asked_to_leave_at"),
        delete("by whose hand", "marked_at marked_by"),
    ],
    "groups.SessionNote": [delete("my own note; sealed", "id session membership words changed_at")],
    "groups.Reminder": [
        # Thirty days; what was said after sessions that somebody did not come to, as long as it counts: 27 weeks.
        delete("what somebody will be told", "id membership session kind channel due_at session_version", days=189),
        delete("that it is told once", "state leased_until lease attempts sent_at read_at reason", days=189),
    ],
    "groups.Notice": [
        delete("what somebody is told of a change", "id membership change channel due_at", days=30),
        delete("that it is told once", "state leased_until lease attempts sent_at read_at reason", days=30),
    ],
    "groups.Duty": [
        keep("who facilitates which session", "id session membership user starts_at ends_at state how made_at")
    ],
    "groups.SubstituteAsk": [
        delete("who is asked to stand in", "id session user state asked_at expires_at settled_at")
    ],
    "groups.BackupCall": [
        delete("who is called when nobody is there", "id session user minute called_at answer answered_at")
    ],
    "groups.Standby": [
        delete("to come to one session if a seat is free", "id session request state made_at offered_at expires_at")
    ],
    "groups.Feed": [
        delete("to read sessions in a calendar", "id membership admin token_hash is_plain made_at ended_at")
    ],
    "groups.Export": [
        delete("who opened a table of attendance, two by two", "id group first_on last_on asked_by asked_at"),
        delete("the same", "expires_at agreed_by agreed_at ended_at"),
    ],
    "groups.Digest": [
        delete("one mail a day, where that is wished", "id user day due_at", days=30),
        delete("that it is sent once", "state leased_until lease attempts sent_at reason", days=30),
    ],
    "groups.Intention": [delete("a word to oneself before the next session; sealed", "membership words made_at")],
    "groups.ReturnWord": [
        delete(
            "a word after a session that somebody did not come to; sealed",
            "id session membership by words made_at",
            days=30,
        )
    ],
    "groups.Heard": [delete("that nobody is asked twice in a row", "membership at")],
    "groups.ReminderPlan": [keep("up to where reminders were planned", "session version seats_until")],
}

ROOM = {
    "groups.Room": [
        keep("one order of changes", "id group tick state_tick"),
        keep("what the room is doing, and who decided it", "phase session closes_at paused_at paused_by lead"),
    ],
    "groups.Message": [
        keep("the place of what was said, so that nothing shifts", "id room session author position changed at"),
        blank("what was said", "text", days=AS_THE_GROUP_SAYS),
        keep("who may read it", "visibility was_shown held_for"),
    ],
    "groups.Presence": [
        delete("who is here, in the state they chose", "id session membership here seen_at state", days=1)
    ],
}

MODERATION = {
    "moderation.AuditLine": [
        keep("what people with power did; ids and codes alone", "id at actor act target subject group reason"),
        keep("settings before and after; what admins wrote for everybody to read", "changes"),
    ],
    "moderation.WordRule": [keep("words to be looked at first", "id phrase verdict changed_at")],
    "moderation.Report": [
        keep("what was asked to be looked at, and what came of it", "id reporter subject message about_person"),
        keep("what kind of thing it was", "behaviour state made_at settled_at settled_by"),
        blank("what the one who reported wrote", "words", days=AS_THE_GROUP_SAYS),
    ],
    "moderation.Hold": [keep("why words waited", "id message reason page state held_at settled_at settled_by")],
    "moderation.Decision": [
        keep("what was decided about somebody, and why", "id kind subject message session behaviour"),
        keep("who decided, who undid it, when", "decided_at decided_by undone_at undone_by"),
    ],
}

FRAMEWORK = {
    "admin.LogEntry": [
        keep("what was changed in the admin, by whom", "id action_time user content_type object_id action_flag"),
        keep("the name of a setting; nothing of members is in the admin", "object_repr change_message"),
    ],
    "auth.Permission": [keep("the framework's own", "id name content_type codename")],
    "auth.Group": [keep("the framework's own; unused", "id name permissions")],
    "contenttypes.ContentType": [keep("the framework's own", "id app_label model")],
}

FATES: dict[str, list[Fate]] = PEOPLE | GROUPS | SCHEDULE | ROOM | MODERATION | FRAMEWORK
