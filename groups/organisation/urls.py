"""Addresses of organisation."""

from django.urls import URLPattern, path

from groups.organisation import views

app_name = "organisation"
urlpatterns: list[URLPattern] = [
    path("help/", views.help_now, name="help"),
    path("grounding/", views.grounding, name="grounding"),
    path("leave/", views.leave, name="exit"),
]
