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

from tests.guards.rows import does, sees, sends
from tests.guards.rows_of import (
    attendance,
    calendars,
    changes,
    desk,
    facilitation,
    home,
    invitations,
    joining,
    membership,
    moderation,
    organisation,
    overview,
    people,
    project,
    reminders,
    room,
    schedule,
    setup,
    staffing,
    standby,
)
from tests.guards.rows_of.room import ORDERS

__all__ = ["ORDERS", "ROWS", "does", "sees", "sends"]

ROWS = [
    row
    for domain in (
        project,
        home,
        organisation,
        people,
        membership,
        changes,
        joining,
        invitations,
        facilitation,
        schedule,
        staffing,
        standby,
        reminders,
        room,
        attendance,
        calendars,
        setup,
        desk,
        overview,
        moderation,
    )
    for row in domain.ROWS
]
