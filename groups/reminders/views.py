"""My notes: what I was told, and what I will be."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.membership.access import facilitator_for, member_for, seat_for_facilitator
from groups.people import actions as people
from groups.people.access import signed_in
from groups.people.models import User
from groups.people.wishes import Channel
from groups.reminders import access, actions, choices, intentions, returns, thinking
from groups.reminders.answers import DailyForm, RestForm
from groups.reminders.forms import LEAVE, PAUSE, QuestionForm, ReturnWordForm, WordForm
from groups.reminders.pages import list_of_new, new_notes, unchanged_or
from groups.reminders.told import told_page


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """What I was told, and what I will be."""
    return render(request, "reminders/list.html", {"page": told_page(signed_in(request), now=timezone.now())})


@require_POST
def reading(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Put a note aside."""
    actions.read(note=access.note_for(signed_in(request), note_id), now=timezone.now())
    return redirect("reminders:list")


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """What is new, alone: an open page asks for it when it hears that there is something, and puts it where it stands.

    The first page and the list of notes show the same notes in two ways.
    """
    user, in_list, moment = signed_in(request), request.GET.get("on") == "list", timezone.now()
    notes = list_of_new(user, now=moment) if in_list else new_notes(access.seats_of(user), now=moment)
    html = render_to_string("reminders/_now.html", {"notes": notes, "titled": not in_list}, request)
    return unchanged_or(request, html)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def intention(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """A word to myself, which comes back to me before the next session, and which nobody else reads."""
    mine = access.own_seat(signed_in(request), group_id)
    kept = intentions.word_of(mine)
    form = WordForm(request.POST if request.method == "POST" else None, initial={"words": kept.words})
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            intentions.keep(membership=mine, words=words, now=timezone.now())
        except intentions.WordIsShut as no:
            form.add_error("words", str(no))
        else:
            messages.success(request, _("Your word is kept, for you alone.") if words else _("Your word is gone."))
            return redirect("home:group", mine.group_id)
    context = {"group": mine.group, "form": form, "kept": kept}
    return render(request, "reminders/intention.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Whether a pause would be good: pause, keep coming, or leave. No reason is asked, and no answer is expected."""
    seat = member_for(request.user, group_id)
    if seat.is_paused:
        return redirect("membership:pause", group_id)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"mine": seat, "group": seat.group, "form": form}
        return render(request, "reminders/question.html", context, status=422 if form.errors else 200)
    returns.answer(membership=seat, now=timezone.now())
    choice = form.cleaned_data["choice"]
    if choice in (PAUSE, LEAVE):
        return redirect("membership:pause" if choice == PAUSE else "membership:leaving", group_id)
    messages.success(request, _("Your seat is as it was. Come as you are; quietly is fine."))
    return redirect("home:group", group_id)


@require_safe
def thinking_of(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """People to think of, for those who hold the group."""
    by = facilitator_for(request.user, group_id)
    lines = thinking.people_to_think_of(by, now=timezone.now())
    return render(request, "reminders/thinking_of.html", {"group": by.group, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """One line to somebody who did not come, and agreed to be written to."""
    seat, by = seat_for_facilitator(request.user, group_id, membership_id)
    now = timezone.now()
    line = thinking.line_about(seat, by, now=now)
    if line is None or not line.can_write:
        messages.info(request, _("There is no note on its way to them to which you could put a line now."))
        return redirect("reminders:thinking_of", group_id)
    form = ReturnWordForm(request.POST if request.method == "POST" else None, initial={"words": line.words})
    if form.is_valid():
        try:
            returns.write(seat=seat, by=by, words=form.cleaned_data["words"], now=now)
        except returns.CannotWrite as no:
            messages.info(request, str(no))
        else:
            messages.success(request, _("Kept. It goes with the note that is on its way to them."))
        return redirect("reminders:thinking_of", group_id)
    context = {"group": by.group, "line": line, "by": by, "form": form}
    return render(request, "reminders/word.html", context, status=422 if form.errors else 200)


@require_POST
def word_end(request: HttpRequest, group_id: UUID, membership_id: UUID) -> HttpResponse:
    """Take one's line back before it is sent."""
    seat, by = seat_for_facilitator(request.user, group_id, membership_id)
    try:
        returns.take_back(seat=seat, by=by, now=timezone.now())
    except returns.CannotWrite as no:
        messages.info(request, str(no))
    else:
        messages.success(request, _("Taken back. They get the note without it."))
    return redirect("reminders:thinking_of", group_id)


@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """What I hear, and how."""
    page = choices.choices_page(signed_in(request), now=timezone.now())
    return render(request, "reminders/wishes.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, topic: str) -> HttpResponse:
    """By which ways, and how long before, I wish to hear of one topic."""
    person = signed_in(request)
    form = choices.form_for(person, _known(person, topic), request.POST if request.method == "POST" else None)
    if form.is_valid():
        people.choose(user=person, topic=topic, ways=form.ways, hours=form.chosen_hours)
        messages.success(request, _("It is kept."))
        return redirect("reminders:wishes")
    context = {"form": form, "topic": choices.topic_page(topic, undo=request.GET.get("before", ""))}
    return render(request, "reminders/wish.html", context, status=422 if form.errors else 200)


@require_POST
def wish_end(request: HttpRequest, topic: str) -> HttpResponse:
    """Not by mail any more, or not at all; how it was before goes along, so that one tap brings it back."""
    person = signed_in(request)
    ways = choices.ended(_known(person, topic), only_mail=request.POST.get("way") == Channel.MAIL)
    stood = choices.stood(person, topic)
    people.hear_no_more(user=person, topic=topic, ways=ways)
    messages.success(request, choices.ended_words(topic, ways))
    return redirect(f"{reverse('reminders:wish', args=[topic])}?{urlencode({'before': stood})}")


@require_POST
def wish_again(request: HttpRequest, topic: str) -> HttpResponse:
    """As it was before I ended it."""
    person = signed_in(request)
    ways = choices.known(request.POST.getlist("by"))
    people.hear_again(user=person, topic=_known(person, topic), ways=ways)
    messages.success(request, _("It is as it was before."))
    return redirect("reminders:wishes")


@require_http_methods(["GET", "HEAD", "POST"])
def daily(request: HttpRequest) -> HttpResponse:
    """Each mail by itself, or one a day."""
    person = signed_in(request)
    form = DailyForm(request.POST if request.method == "POST" else None, user=person)
    if form.is_valid():
        people.keep(user=person, changes=form.changes())
        messages.success(request, _("It is kept."))
        return redirect("reminders:wishes")
    return render(request, "reminders/daily.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rest(request: HttpRequest) -> HttpResponse:
    """Pause everything for a time."""
    person, moment = signed_in(request), timezone.now()
    form = RestForm(request.POST if request.method == "POST" else None, user=person, now=moment)
    if form.is_valid():
        people.rest(user=person, until=form.ends, now=moment)
        messages.success(request, _("Everything is paused."))
        return redirect("reminders:wishes")
    context = {"form": form, "until": choices.resting_until(person, now=moment), "facilitates": choices.holds(person)}
    return render(request, "reminders/rest.html", context, status=422 if form.errors else 200)


@require_POST
def rest_end(request: HttpRequest) -> HttpResponse:
    """End the pause of everything."""
    people.end_rest(user=signed_in(request))
    messages.success(request, _("The pause is over. What waited and still helps comes now."))
    return redirect("reminders:wishes")


def _known(person: User, topic: str) -> str:
    if topic not in choices.topics_of(person):
        raise Http404
    return topic
