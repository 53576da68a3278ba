"""Addresses of reminders."""

from django.urls import path

from groups.reminders import views

app_name = "reminders"
urlpatterns = [
    path("notes/", views.notes, name="list"),
    path("notes/<uuid:note_id>/reading/", views.reading, name="reading"),
]
