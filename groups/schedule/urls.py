"""Addresses of schedule."""

from django.urls import path

from groups.schedule import views

app_name = "schedule"
urlpatterns = [
    path("sessions/<uuid:session_id>/answer/", views.answer, name="answer"),
    path("sessions/<uuid:session_id>/note/", views.note, name="note"),
]
