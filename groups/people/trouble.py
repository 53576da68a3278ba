"""Mail that comes back: nothing more is sent to the address until its person says that it works again.

It is known from the mail server, which knows no such mailbox, or from the provider, which hears of it later, also of
mail that somebody called unwanted. It is said to the person on their own pages (`people/_mail_trouble.html`). A seat,
a place in line and everything else stay as they are: they are about the person, and not about the address.
"""

from datetime import datetime

from django.db.models.functions import Lower

from groups.people import said
from groups.people.models import MailTrouble, User


def mark(*, address: str, trouble: MailTrouble, now: datetime) -> bool:
    """Note that mail to this address comes back. True: it is somebody's, and was not known yet."""
    whose = User.objects.alias(small=Lower("email")).filter(small=address.strip().lower())
    changes, fine = {"mail_trouble": trouble, "mail_trouble_at": now}, {"mail_trouble": MailTrouble.NONE}
    pk = whose.values_list("pk", flat=True).first()  # an address is used once, in whatever letters
    return pk is not None and said.keep(user_id=pk, changes=changes, only=fine)


def clear(*, user: User) -> bool:
    """Mail is sent to them again. False: there was no trouble."""
    nothing = {"mail_trouble": MailTrouble.NONE, "mail_trouble_at": None}
    known = {"mail_trouble__in": [kind for kind in MailTrouble.values if kind]}
    return said.keep(user_id=user.pk, changes=nothing, only=known)
