"""The desk itself, the settings, and whom to call at night."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.desk import access, pages
from groups.desk.actions import organisation as actions
from groups.desk.forms import SECTIONS, HelpLineForm, section_form
from groups.desk.policy import LineIsGone
from groups.people.access import for_admins, signed_in


@require_safe
@for_admins
def home(request: HttpRequest) -> HttpResponse:
    """Where admins begin: what needs a look, and the way to everything."""
    return render(request, "desk/home.html", {"hub": pages.hub(access.organisation(), now=timezone.now())})


@require_safe
@for_admins
def settings(request: HttpRequest) -> HttpResponse:
    """The settings as they stand, in parts."""
    return render(request, "desk/organisation.html", {"sections": pages.sections(access.organisation())})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One part, saved alone."""
    if section not in SECTIONS:
        raise Http404
    form = section_form(section, access.organisation(), _sent(request))
    if form.is_valid():
        actions.change_settings(given=form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Kept. It holds from now on."))
        return redirect("desk:organisation")
    context = {"form": form, "title": SECTIONS[section][0], "section": section}
    return render(request, "desk/section.html", context, status=422 if form.errors else 200)


@require_safe
@for_admins
def help_lines(request: HttpRequest) -> HttpResponse:
    """Whom people are told to call, and when somebody of ours last did."""
    lines = pages.lines_to_show(today=timezone.localdate())
    return render(request, "desk/help_lines.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def new_help_line(request: HttpRequest) -> HttpResponse:
    """Add one."""
    form = HelpLineForm(_sent(request), today=timezone.localdate())
    if form.is_valid():
        line = actions.add_help_line(given=form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("{name} stands on the help page now.").format(name=line.name))
        return redirect("desk:help_lines")
    return render(request, "desk/help_line.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def help_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Change one."""
    line = access.help_line(line_id)
    initial = {name: getattr(line, name) for name in HelpLineForm.base_fields}
    form = HelpLineForm(_sent(request), initial=initial, today=timezone.localdate())
    if form.is_valid():
        given, by = form.cleaned_data, signed_in(request)
        return _done(
            request,
            lambda: actions.change_help_line(line=line, given=given, by=by, now=timezone.now()),
            _("Kept. The help page shows it so from now on."),
        )
    return render(request, "desk/help_line.html", {"form": form, "line": line}, status=422 if form.errors else 200)


@require_POST
@for_admins
def help_line_check(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Somebody has called it today."""
    line = access.help_line(line_id)
    today, by = timezone.localdate(), signed_in(request)
    return _done(
        request,
        lambda: actions.check_help_line(line=line, on=today, by=by, now=timezone.now()),
        _("{name}: checked today.").format(name=line.name),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def help_line_removal(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Take one from the page, after a look at what that means."""
    line = access.help_line(line_id)
    if request.method != "POST":
        return render(request, "desk/help_line_removal.html", {"line": line})
    actions.remove_help_line(line=line, by=signed_in(request), now=timezone.now())
    messages.success(request, _("{name} does not stand on the help page any more.").format(name=line.name))
    return redirect("desk:help_lines")


def _done(request: HttpRequest, act: Callable[[], None], words: str) -> HttpResponse:
    """Back to the list, with what came of it."""
    try:
        act()
    except LineIsGone as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, words)
    return redirect("desk:help_lines")


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was filled in; an empty form that is sent is looked at as well."""
    return request.POST if request.method == "POST" else None
