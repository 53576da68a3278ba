"""Addresses of schedule."""

from django.urls import path

from groups.schedule.views import answers

app_name = "schedule"
urlpatterns = [
    path("sessions/<uuid:session_id>/answer/", answers.answer, name="answer"),
    path("sessions/<uuid:session_id>/note/", answers.note, name="note"),
]
