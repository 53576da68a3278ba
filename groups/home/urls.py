"""Addresses of home."""

from django.urls import path

from groups.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("groups/", views.directory, name="directory"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/preview/", views.preview_of_room, name="preview"),
    path("groups/<uuid:group_id>/practice/", views.practice_of_group, name="practice_of_group"),
    path("practice/", views.practice, name="practice"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<uuid:session_id>/", views.session, name="session"),
]
