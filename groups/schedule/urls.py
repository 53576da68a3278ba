"""Addresses of schedule."""

from django.urls import path

from groups.schedule.views import answers, by_mail

app_name = "schedule"
urlpatterns = [
    path("sessions/<uuid:session_id>/answer/", answers.answer, name="answer"),
    path("sessions/<uuid:session_id>/note/", answers.note, name="note"),
    path("groups/<uuid:group_id>/usual/", answers.usual, name="usual"),
    path("answers/<str:token>/", by_mail.by_mail, name="by_mail"),
]
