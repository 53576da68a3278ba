"""Addresses of room. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import Order, does, sees, sends
from tests.guards.world import Things, agreement_stands, closed, paused, resting, two_hold_it


def to_noor(things: Things) -> dict[str, object]:
    return {"to": things["seat_of_facilitator"].pk}


ROWS = [
    sees("room:room_of_group", "group", "in no go go no no"),
    sees("room:room", "room", "in no ok ok no no"),
    sees("room:room", "room", "in no go go no no", before=agreement_stands),
    sees("room:room", "room", "in no go go no no", before=resting),
    sees("room:changes", "room", "in no ok ok no no"),
    sees("room:changes", "room", "in no no no no no", before=agreement_stands),
    sees("room:changes", "room", "in no no no no no", before=resting),
    does("room:messages", "room", "in no go go no no", data={"id": "1", "text": "Hello."}),
    does("room:messages", "room", "in no no no no no", data={"id": "1", "text": "Hello."}, before=agreement_stands),
    does("room:messages", "room", "in no no no no no", data={"id": "1", "text": "Hello."}, before=resting),
    does("room:state", "room", "in no go go no no", data={"state": "listening"}),
    does("room:message_back", "room message", "in no go why no no"),
    does("room:message_back", "room message_of_other", "in no why why no no"),
    does("room:message_hiding", "room message_of_other", "in no why go no no"),
    does("room:message_release", "room held", "in no why go no no"),
    does("room:message_release", "room hidden", "in no why go no no"),
    does("room:opening", "room", "in no why go no no", before=closed),
    does("room:lead", "room", "in no why go no no", data=to_noor, before=two_hold_it),
    does("room:lead", "room", "in no why why no no", data={"to": "nobody"}),
    does("room:pause", "room", "in no why go no no"),
    does("room:pause_end", "room", "in no why go no no", before=paused),
    does("room:closing", "room", "in no why go no no"),
]

ORDERS: list[Order] = [
    sends("follow", {"after": None}, "4401 4403 ok ok 4403 4403"),
    sends("say", {"text": "Good to see you."}, "4401 4403 ok ok 4403 4403"),
    sends("say", {"text": "Good to see you."}, "4401 4403 4403 4403 4403 4403", before=agreement_stands),
    sends("say", {"text": "Good to see you."}, "4401 4403 4403 4403 4403 4403", before=resting),
    sends("state", {"state": "listening"}, "4401 4403 ok ok 4403 4403"),
    sends("take_back", lambda it: {"message": it["message"].pk}, "4401 4403 ok cannot_change_message 4403 4403"),
    sends("hide", lambda it: {"message": it["message_of_other"].pk}, "4401 4403 not_for_you ok 4403 4403"),
    sends("release", lambda it: {"message": it["held"].pk}, "4401 4403 not_for_you ok 4403 4403"),
    sends("lead", to_noor, "4401 4403 not_for_you ok 4403 4403", before=two_hold_it),
    sends("open", {}, "4401 4403 not_for_you ok 4403 4403", before=closed),
    sends("pause", {}, "4401 4403 not_for_you ok 4403 4403"),
    sends("resume", {}, "4401 4403 not_for_you ok 4403 4403", before=paused),
    sends("close", {}, "4401 4403 not_for_you ok 4403 4403"),
]
