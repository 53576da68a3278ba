"""Addresses of moderation. How a row is written: `tests/guards/matrix.py`."""

from tests.guards.rows import does, sees

ROWS = [
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
    sees("audit:log", "", "in no no no ok ok"),
    sees("decisions:mine", "", "in ok ok ok ok ok"),
]
