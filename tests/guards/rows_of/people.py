"""Addresses of people. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees
from tests.guards.world import mail_came_back, new_here

CARD = {"boundary": "just_hear"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ROWS = [
    sees("people:settings", "", "in ok ok ok ok ok"),
    sees("people:setting", "question", "in ok ok ok ok ok", "in ok ok ok ok ok"),
    does("people:setting", "question", "in go go go go go", "in go go go go go", data=CARD),
    sees("people:questions", "", "in go go go go go", before=new_here),
    does("people:questions", "", "in go go go go go", before=new_here),
    sees("people:question", "question", "in ok ok ok ok ok", "in ok ok ok ok ok", before=new_here),
    does("people:question", "question", "in go go go go go", "in go go go go go", data=CARD, before=new_here),
    sees("people:devices", "", "in ok ok ok ok ok"),
    does("people:devices_end", "", "in go go go go go", data={"device": "others"}),
    sees("people:device_notes", "", "in ok ok ok ok ok"),
    does("people:device_notes_end", "device", "in no go no no no"),
    # Notes on devices are not offered in the world of the matrix (where they are: `test_device_notes.py`).
    sees("people:this_device", "", "in no no no no no"),
    does("people:this_device", "", "in no no no no no"),
    sees("people:push_worker", "", "ok ok ok ok ok ok"),
    sees("people:manifest", "", "ok ok ok ok ok ok"),
    sees("people:apart", "", "in ok ok ok ok ok"),
    does("people:apart", "", "in go go go go go", data={"address": "robin@example.org", "label": "Robin"}),
    does("people:apart_end", "wish", "in no go no no no"),
    # Whoever holds the link of a mail stops it, by a tap or by a machine.
    sees("people:stop", "stop_link", "ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    does("people:stop", "stop_link", "ok ok ok ok ok ok", "ok ok ok ok ok ok", data=ONE_CLICK),
    does("people:mail_again", "", "in go go go go go", before=mail_came_back),
    does("people:look", "", "go go go go go go", data={"look": "dark"}),
    # Max and Ada have a second step, by an app: who has none cannot be asked for it once more.
    sees("mfa_reauthenticate_webauthn", "", "in 403 403 403 go go"),
    does("mfa_reauthenticate_webauthn", "", "in 403 403 403 go go"),
    sees("people:zone", "", "ok go go go go go"),
    does("people:zone", "", "go go go go go go", data={"time_zone": "Europe/Lisbon"}),
    # Where codes are entered; nobody here has asked for one.
    sees("account_confirm_login_code", "", "go go go go go go"),
    does("account_confirm_login_code", "", "go go go go go go", data={"code": "WRONG1"}),
    sees("account_email_verification_sent", "", "go go go go go go"),
    does("account_email_verification_sent", "", "go go go go go go", data={"code": "WRONG1"}),
]
