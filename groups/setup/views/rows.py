"""Groups from a table and back: a dry run first, and nothing half-done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.organisation.access import current
from groups.people.access import for_admins, signed_in
from groups.setup import access, actions, rows
from groups.setup.forms.tables import FileForm, TableForm
from groups.setup.handling import Judged, as_row, judged
from groups.setup.kits import KITS


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def table(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is judged row by row, and nothing of it is kept, here or anywhere."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        return _dry_run(request, form, form.cleaned_data["table"])
    return _ask(request, form)


@require_POST
@for_admins
def table_confirmation(request: HttpRequest) -> HttpResponse:
    """The same table once more: judged again, then kept as a whole, or not at all."""
    given = TableForm(request.POST)
    if not given.is_valid():
        return _ask(request, FileForm({}, MultiValueDict()))
    text = given.cleaned_data["text"]
    try:
        found = _judged(text)
        if not found.problems:
            return _bring_in(request, found)
    except rows.NotATable as no:
        return _not_a_table(request, FileForm({}, MultiValueDict()), no)
    except actions.RowRefused as no:
        found.problems.append(rows.Problem(no.number, "", str(no)))
    return _shown(request, text, found)


@require_safe
@for_admins
def export(request: HttpRequest) -> HttpResponse:
    """All groups in the columns that an import reads. No address and no member is in it."""
    answer = HttpResponse(rows.table(map(as_row, access.whole_groups())), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="groups.csv"'
    return answer


def _judged(text: str) -> Judged:
    now = timezone.now()
    return judged(rows.sheet_of(text), organisation=current(), names=access.names(), now=now)


def _dry_run(request: HttpRequest, form: FileForm, text: str) -> HttpResponse:
    try:
        return _shown(request, text, _judged(text))
    except rows.NotATable as no:
        return _not_a_table(request, form, no)


def _bring_in(request: HttpRequest, found: Judged) -> HttpResponse:
    made = actions.bring_in(drafts=found.drafts, by=signed_in(request), now=timezone.now())
    sentence = ngettext(
        "{number} group is here now, as a draft. Look at it, and publish it when it is ready.",
        "{number} groups are here now, as drafts. Look at them, and publish each when it is ready.",
        len(made),
    )
    messages.success(request, sentence.format(number=len(made)))
    return redirect("setup:groups")


def _shown(request: HttpRequest, text: str, found: Judged) -> HttpResponse:
    context = {"form": TableForm(initial={"text": text}), "found": found}
    return render(request, "setup/dry_run.html", context, status=422 if found.problems else 200)


def _not_a_table(request: HttpRequest, form: FileForm, no: rows.NotATable) -> HttpResponse:
    form.errors.pop("table", None)
    form.add_error("table", no.say)
    return _ask(request, form)


def _ask(request: HttpRequest, form: FileForm) -> HttpResponse:
    context = {"form": form, "columns": rows.COLUMNS, "kits": KITS.values()}
    return render(request, "setup/table.html", context, status=422 if form.errors else 200)
