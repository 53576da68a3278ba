"""Addresses of reminders."""

from django.urls import path

from groups.reminders import views

app_name = "reminders"
urlpatterns = [
    path("notes/", views.notes, name="list"),
    path("notes/<uuid:reminder_id>/reading/", views.reading, name="reading"),
    path("sessions/<uuid:session_id>/cancellation/", views.cancellation, name="cancellation"),
    path("sessions/<uuid:session_id>/move/", views.move, name="move"),
]
