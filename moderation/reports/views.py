"""Pages of the person who reports."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.people.access import signed_in
from moderation.reports import access, actions, sentences
from moderation.reports.forms import ReportForm
from moderation.reports.models import Behaviour


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Report somebody's words (`?message=`) or somebody (`?person=`): the second tap says what happened."""
    about = access.reportable_for(signed_in(request), request.GET.dict() | request.POST.dict())
    form = ReportForm(request.POST or None)
    if form.is_valid():
        made = actions.report(
            reporter=about.reporter,
            subject=about.subject,
            message=about.message,
            now=timezone.now(),
            **form.cleaned_data,
        )
        return redirect("reports:report", made.pk)
    context = {
        "about": about,
        "words": access.words_of(about.message),
        "form": form,
        "behaviours": Behaviour.choices,
        "readers": sentences.readers(about.subject),
    }
    return render(request, "reports/new.html", context)


@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The receipt: what I reported, and where it stands."""
    made = access.report_for(signed_in(request), report_id)
    context = {
        "report": made,
        "words": access.words_of(made.message),
        "standing": sentences.standing(made),
        "outcome": sentences.outcome(made),
        "readers": sentences.readers(made.subject),
        "urgent": made.behaviour == Behaviour.SAFETY,
    }
    return render(request, "reports/report.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All that I reported."""
    reports = [(made, sentences.standing(made)) for made in access.reports_of(signed_in(request))]
    return render(request, "reports/mine.html", {"reports": reports})
