"""What facilitators do for themselves: tell who they are, while they wish it, and choose how much is enough."""

from datetime import datetime

from django.db import transaction

from groups.facilitation import policy
from groups.facilitation.models import FacilitatorCard
from groups.membership.models import Membership
from groups.people.models import User


@transaction.atomic
def keep_card(*, membership: Membership, training: str, style: str) -> FacilitatorCard:
    """Keep what a facilitator tells about themselves. Consent is to words: other words are shown once they say so."""
    words = {"training": training, "style": style}
    made, is_new = FacilitatorCard.objects.get_or_create(membership=membership, defaults=words)
    if not is_new and (made.training, made.style) != (training, style):
        FacilitatorCard.objects.filter(pk=made.pk).update(**words, shown_since=None)
        made.refresh_from_db()
    return made


@transaction.atomic
def show_card(*, membership: Membership, now: datetime) -> None:
    """Show the card from now on; showing it twice keeps the first day."""
    card = FacilitatorCard.objects.select_for_update().filter(membership=membership).first()
    policy.check_can_show(card)
    FacilitatorCard.objects.filter(membership=membership, shown_since=None).update(shown_since=now)


@transaction.atomic
def hide_card(*, membership: Membership) -> None:
    """Take the card from everybody's eyes at once; its words stay with their author."""
    FacilitatorCard.objects.filter(membership=membership).update(shown_since=None)


@transaction.atomic
def change_limit(*, user: User, most: int) -> None:
    """Keep how many groups are enough. Nothing that somebody holds already changes by it."""
    User.objects.filter(pk=user.pk).update(most_groups=most)
