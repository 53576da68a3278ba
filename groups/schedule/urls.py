"""Addresses of schedule."""

from django.urls import path

from groups.schedule.views import answers, by_mail, sessions

app_name = "schedule"
urlpatterns = [
    path("sessions/<uuid:session_id>/answer/", answers.answer, name="answer"),
    path("sessions/<uuid:session_id>/note/", answers.note, name="note"),
    path("sessions/<uuid:session_id>/cancellation/", sessions.cancellation, name="cancellation"),
    path("sessions/<uuid:session_id>/move/", sessions.move, name="move"),
    path("sessions/<uuid:session_id>/length/", sessions.length, name="length"),
    path("sessions/<uuid:session_id>/kind/", sessions.kind, name="kind"),
    path("sessions/<uuid:session_id>/return/", sessions.return_, name="return"),
    path("groups/<uuid:group_id>/sessions/new/", sessions.adding, name="adding"),
    path("groups/<uuid:group_id>/usual/", answers.usual, name="usual"),
    path("answers/<str:token>/", by_mail.by_mail, name="by_mail"),
]
