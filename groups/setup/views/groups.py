"""All groups; beginning one; what a member will see of it; publishing it, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.home.preview import group_page
from groups.organisation.access import current
from groups.people.access import for_admins, signed_in
from groups.people.moments import read_in
from groups.setup import access, actions, pages, policy
from groups.setup.forms.facts import KitForm
from groups.setup.handling import draft_of
from groups.setup.kits import KITS

MOST_WORDS = 80


@require_safe
@for_admins
def groups(request: HttpRequest) -> HttpResponse:
    """Every group, and what each still needs."""
    words = request.GET.get("words", "").replace("\0", "").strip()[:MOST_WORDS]
    shown, lines = pages.lines(access.groups(words=words, now=timezone.now()), page=request.GET.get("page"))
    return render(request, "setup/groups.html", {"page": shown, "lines": lines, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def new(request: HttpRequest) -> HttpResponse:
    """Choose a template; what it says becomes a draft that nobody else sees."""
    form = KitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        draft = draft_of(KITS[form.cleaned_data["kit"]], current())
        group = actions.begin(
            group=draft.group,
            plan=draft.plan,
            agreement=draft.agreement,
            by=signed_in(request),
            now=timezone.now(),
        )
        messages.success(request, _("Kept as a draft. Come back to it any time; nobody else sees it so far."))
        return redirect("setup:facts", group.pk)
    return render(request, "setup/new.html", {"form": form, "kits": KITS.values()}, status=422 if form.errors else 200)


@require_safe
@for_admins
def preview(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The group's page as a stranger reads it."""
    now, stranger = timezone.now(), AnonymousUser()
    group = access.group(group_id, now=now)
    with read_in(None):  # A stranger has not chosen a clock.
        page = group_page(group, user=stranger, now=now)
        shown = {"page": page, "card": page.card, "mine": None, "refusal": page.refusal, "user": stranger}
        return render(request, "setup/preview.html", {**pages.around(group, here="preview"), **shown})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def publication(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """What is missing; and when nothing is, the button."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    if request.method == "POST":
        try:
            actions.publish(group=group, by=signed_in(request), now=now)
        except policy.NotReady as no:
            messages.warning(request, str(no))
        else:
            messages.success(request, _("Published. It stands in the directory now."))
        return redirect("setup:publication", group.pk)
    return render(request, "setup/publication.html", pages.around(group, here="publication"))


@require_POST
@for_admins
def publication_end(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Take it out of the directory."""
    now = timezone.now()
    group = access.group(group_id, now=now)
    actions.unpublish(group=group, by=signed_in(request), now=now)
    messages.success(request, _("Taken out of the directory. Whoever has a seat keeps it, and the sessions go on."))
    return redirect("setup:publication", group.pk)
