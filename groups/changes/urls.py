"""Addresses of changes."""

from django.urls import path

from groups.changes import views

app_name = "changes"
urlpatterns = [path("groups/<uuid:group_id>/changes/", views.changes, name="log")]
