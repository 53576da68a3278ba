"""Addresses of the overview of all groups."""

from django.urls import path

from groups.overview.views import steadiness

app_name = "overview"
urlpatterns = [
    path("manage/steadiness/", steadiness.steadiness, name="steadiness"),
]
