"""Makes letters that are due now: `python -m tests.faults.written GROUPS LETTERS`. Prints their ids."""

import json
import sys
import uuid
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before what follows

from groups.people.letters import write_to_address  # noqa: E402
from groups.people.models import Letter, LetterKind  # noqa: E402


def make(letters: int) -> dict[str, list[str]]:
    now = timezone.now()
    for number in range(letters):
        write_to_address(
            address=f"n{number}@example.org",
            kind=LetterKind.INVITATION,
            about=uuid.uuid4(),
            path="/invitations/",
            now=now,
            expires_at=now + timedelta(days=1),
        )
    return {"mail": [str(pk) for pk in Letter.objects.values_list("pk", flat=True)], "in_app": []}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(int(sys.argv[2]))))
