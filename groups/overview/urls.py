"""Addresses of the overview of all groups."""

from django.urls import path

from groups.overview.views import steadiness, week

app_name = "overview"
urlpatterns = [
    path("manage/steadiness/", steadiness.steadiness, name="steadiness"),
    path("manage/week/", week.week, name="week"),
]
