"""Addresses of setting up groups."""

from django.urls import URLPattern

app_name = "setup"
urlpatterns: list[URLPattern] = []
