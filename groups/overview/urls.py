"""Addresses of the overview of all groups."""

from django.urls import path

from groups.overview.views import notes, steadiness, week

app_name = "overview"
urlpatterns = [
    path("manage/steadiness/", steadiness.steadiness, name="steadiness"),
    path("manage/week/", week.week, name="week"),
    path("manage/notes/", notes.notes, name="notes"),
    path("manage/notes/<uuid:row_id>/try/", notes.another_try, name="another_try"),
    path("manage/notes/<uuid:row_id>/end/", notes.end, name="note_end"),
]
