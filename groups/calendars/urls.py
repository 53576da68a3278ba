"""Addresses of calendars."""

from django.urls import path

from groups.calendars import views

app_name = "calendars"
urlpatterns = [
    path("calendars/<str:secret>.ics", views.feed, name="feed"),
    path("sessions/<uuid:session_id>/calendar.ics", views.session, name="session"),
    path("groups/<uuid:group_id>/calendar/", views.mine, name="mine"),
    path("groups/<uuid:group_id>/calendar/renewal/", views.renewal, name="renewal"),
    path("groups/<uuid:group_id>/calendar/end/", views.end, name="end"),
    path("manage/calendar/", views.all_groups, name="all_groups"),
    path("manage/calendar/renewal/", views.renewal_for_all, name="renewal_for_all"),
    path("manage/calendar/end/", views.end_for_all, name="end_for_all"),
]
