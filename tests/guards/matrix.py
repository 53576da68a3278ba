"""Who is answered what: one row for each address and method, and for each command of the socket.

    sees(name, things, ours, theirs="", *, before=None)                    # GET
    does(name, things, ours, theirs="", *, data=None, before=None)         # POST
    sends(do, frame, ours, theirs=…, *, before=None)                       # a command of the socket

*name* is the URL's name. *things* names what its arguments stand for, in the order of the address: keys of
`world.py` ("group", "session", "message", …; empty when the address takes none). *ours* has six answers:

    nobody  outsider (Olu)  member (Sam)  facilitator (Noor)  moderator (Max)  admin (Ada)

for the things of Sam's group. *theirs* has the six answers for the same things of another group, to which none of
them belongs; left out, it is: nobody as in *ours*, everybody else `no`. What does not exist is asked for too, and
needs no words here; so are mixtures (our room, their message).

    ok   the page (200)
    in   sent to sign in, and back afterwards
    go   done, and sent on (302 or 303 to anywhere else)
    why  sent on, with a word why it was not done
    no   not found; byte for byte the answer for a thing that does not exist
    403, 409, …   that status

*data* is what is posted: a dict, or a function of the things (`lambda it: {"session": it["session"].pk}`). *before*
is a function of the things that prepares the world for this row, e.g. closes the room. Both get the side asked for
("ours" or "theirs"); for the absent thing they get ours. `go` needs data that a form accepts.

    sees("home:group", "group",     "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    does("membership:leave", "group", "in no go no no no"),
    does("room:hide", "room message_of_other", "in no no go no no", data={"behaviour": "unkind"}),
    sends("say", {"text": "Hello."}, "4401 4403 ok ok 4403 4403"),
    sends("hide", lambda it: {"message": it["message_of_other"].pk}, "4401 4403 not_for_you ok 4403 4403"),

A command's answer is `ok` (carried out, or the page that `follow` brings), the reason with which it was rejected, or
the code with which the socket was closed. `do` and `id` are added to its frame.

Every method that an address answers has a row: a page with a form has two.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.guards.rows import Order, does, sees, sends
from tests.guards.world import asked_by_olu, closed, paused, unpublished

__all__ = ["ORDERS", "ROWS", "does", "sees", "sends"]


def a_day_later(it: Mapping[str, Any]) -> dict[str, object]:
    """A new time for the coming session."""
    return {"day": it["coming"].starts_at.date() + timedelta(days=1), "hour": "19:00"}


PROJECT = [
    sees("healthz", "", "ok ok ok ok ok ok"),
    sees("readyz", "", "503 503 503 503 503 503"),  # no worker has answered in a test
]

HOME = [
    sees("home:start", "", "ok ok ok ok ok ok"),
    sees("home:directory", "", "ok ok ok ok ok ok"),
    sees("home:group", "group", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    sees("home:group", "group", "no no ok ok no no", before=unpublished),
    sees("home:sessions", "", "in ok ok ok ok ok"),
    sees("home:session", "session", "in no ok ok no no"),
    sees("home:session", "coming", "in no ok ok no no"),
]

ORGANISATION = [
    sees("organisation:help", "", "ok ok ok ok ok ok"),
    sees("organisation:grounding", "", "ok ok ok ok ok ok"),
    sees("organisation:trust", "", "ok ok ok ok ok ok"),
    sees("organisation:exit", "", "go go go go go go"),
    does("organisation:exit", "", "go go go go go go"),
]

SETTINGS = {"chosen_name": "Robin", "time_zone": "Europe/Lisbon", "quiet_from": "", "quiet_to": ""}
PEOPLE = [
    sees("people:settings", "", "in ok ok ok ok ok"),
    does("people:settings", "", "in go go go go go", data=SETTINGS),
    does("people:look", "", "go go go go go go", data={"look": "dark"}),
]

MEMBERSHIP = [
    # Whoever is signed in may ask for a seat; the facilitators of the group read who asks at the same address.
    sees("membership:requests", "group", "in ok ok ok ok ok", "in ok ok ok ok ok"),
    does("membership:requests", "group", "in go ok ok go go", "in go go go go go", data={"name": "Wren"}),
    sees("membership:request", "request", "in no no no no no"),
    sees("membership:request", "request", "in ok no no no no", "in ok no no no no", before=asked_by_olu),
    does("membership:withdrawal", "request", "in no no no no no"),
    does("membership:withdrawal", "request", "in go no no no no", "in go no no no no", before=asked_by_olu),
    does("membership:seat", "request", "in no no go no no"),
    does("membership:refusal", "request", "in no no go no no"),
    sees("membership:leaving", "group", "in no ok ok no no"),
    does("membership:leaving", "group", "in no go go no no"),
]

SCHEDULE = [
    does("schedule:answer", "coming", "in no go go no no", data={"answer": "quietly"}),
]

REMINDERS = [
    sees("reminders:list", "", "in ok ok ok ok ok"),
    does("reminders:reading", "reminder", "in no go no no no"),
    sees("reminders:cancellation", "coming", "in no no ok no no"),
    does("reminders:cancellation", "coming", "in no no go no no", data={"version": 1}),
    sees("reminders:move", "coming", "in no no ok no no"),
    does("reminders:move", "coming", "in no no go no no", data=a_day_later),
]

ROOM = [
    sees("room:room_of_group", "group", "in no go go no no"),
    sees("room:room", "room", "in no ok ok no no"),
    sees("room:changes", "room", "in no ok ok no no"),
    does("room:messages", "room", "in no go go no no", data={"id": "1", "text": "Hello."}),
    does("room:state", "room", "in no go go no no", data={"state": "listening"}),
    does("room:message_back", "room message", "in no go why no no"),
    does("room:message_back", "room message_of_other", "in no why why no no"),
    does("room:message_hiding", "room message_of_other", "in no why go no no"),
    does("room:message_release", "room held", "in no why go no no"),
    does("room:message_release", "room hidden", "in no why go no no"),
    does("room:opening", "room", "in no why go no no", before=closed),
    does("room:pause", "room", "in no why go no no"),
    does("room:pause_end", "room", "in no why go no no", before=paused),
    does("room:closing", "room", "in no why go no no"),
]

MODERATION = [
    # What is reported stands behind the question mark, so it is asked for here in what is posted.
    sees("reports:new", "", "in no no no no no"),
    does(
        "reports:new",
        "",
        "in no go go no no",
        data=lambda it: {"message": it["message_of_other"].pk, "behaviour": "unkind"},
    ),
    sees("reports:mine", "", "in ok ok ok ok ok"),
    sees("reports:report", "report", "in no ok no no no"),
    sees("reports:queue", "", "in no no ok ok no"),
    # Moderators look at what was reported or held in every group, and at nothing else.
    does("decisions:on_report", "report", "in no no go go no", "in no no no go no", data={"way": "close"}),
    does("decisions:on_hold", "hold", "in no no go go no", "in no no no go no", data={"way": "release"}),
    does("decisions:undoing", "decision", "in no no go go no", "in no no no go no"),
    sees("decisions:mine", "", "in ok ok ok ok ok"),
]

ROWS = [*PROJECT, *HOME, *ORGANISATION, *PEOPLE, *MEMBERSHIP, *SCHEDULE, *REMINDERS, *ROOM, *MODERATION]

ORDERS: list[Order] = [
    sends("follow", {"after": None}, "4401 4403 ok ok 4403 4403"),
    sends("say", {"text": "Good to see you."}, "4401 4403 ok ok 4403 4403"),
    sends("state", {"state": "listening"}, "4401 4403 ok ok 4403 4403"),
    sends("take_back", lambda it: {"message": it["message"].pk}, "4401 4403 ok cannot_change_message 4403 4403"),
    sends("hide", lambda it: {"message": it["message_of_other"].pk}, "4401 4403 not_for_you ok 4403 4403"),
    sends("release", lambda it: {"message": it["held"].pk}, "4401 4403 not_for_you ok 4403 4403"),
    sends("open", {}, "4401 4403 not_for_you ok 4403 4403", before=closed),
    sends("pause", {}, "4401 4403 not_for_you ok 4403 4403"),
    sends("resume", {}, "4401 4403 not_for_you ok 4403 4403", before=paused),
    sends("close", {}, "4401 4403 not_for_you ok 4403 4403"),
]
