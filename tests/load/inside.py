"""What needs Django in a measurement: `python -m tests.load.inside WHAT …`, with an installation's settings."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
django.setup()


def stored(acks: str) -> str:
    """Whether each acknowledged message is in the database once, at the position where the sockets saw it."""
    from groups.room.models import Message

    wanted = json.loads(Path(acks).read_text())
    absent = elsewhere = doubled = 0
    for room, said in wanted.items():
        found: dict[str, list[int]] = {}
        for position, text in Message.objects.filter(room=room).values_list("position", "text").iterator():
            found.setdefault(text[:20], []).append(position)
        absent += sum(letters not in found for letters, _ in said)
        doubled += sum(len(found.get(letters, ())) > 1 for letters, _ in said)
        elsewhere += sum(position not in found.get(letters, (position,)) for letters, position in said)
    total = sum(map(len, wanted.values()))
    return f"{total} acknowledged, {absent} absent, {doubled} doubled, {elsewhere} at another position"


WHAT: dict[str, Callable[..., str]] = {"stored": stored}


if __name__ == "__main__":
    sys.stdout.write(WHAT[sys.argv[1]](*sys.argv[2:]) + "\n")
