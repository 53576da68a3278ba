"""Addresses of home."""

from django.urls import path

from groups.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("groups/", views.directory, name="directory"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<uuid:session_id>/", views.session, name="session"),
]
