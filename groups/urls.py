"""The addresses of all domains, gathered."""

from django.urls import include, path

urlpatterns = [
    path("", include("groups.home.urls")),
    path("", include("groups.organisation.urls")),
    path("", include("groups.people.urls")),
    path("", include("groups.membership.urls")),
    path("", include("groups.schedule.urls")),
    path("", include("groups.reminders.urls")),
    path("", include("groups.room.urls")),
]
