"""The addresses of all domains, gathered."""

from django.urls import include, path

from groups.home.trust import trust
from groups.organisation import urls as organisation

# The trust page reads across domains, so it stands in home; people know it as the organisation's.
of_the_organisation = [*organisation.urlpatterns, path("trust/", trust, name="trust")]

urlpatterns = [
    path("", include("groups.home.urls")),
    path("", include((of_the_organisation, organisation.app_name))),
    path("", include("groups.people.urls")),
    path("", include("groups.membership.urls")),
    path("", include("groups.changes.urls")),
    path("", include("groups.joining.urls")),
    path("", include("groups.invitations.urls")),
    path("", include("groups.facilitation.urls")),
    path("", include("groups.schedule.urls")),
    path("", include("groups.staffing.urls")),
    path("", include("groups.standby.urls")),
    path("", include("groups.reminders.urls")),
    path("", include("groups.room.urls")),
    path("", include("groups.attendance.urls")),
    path("", include("groups.calendars.urls")),
    path("", include("groups.setup.urls")),
    path("", include("groups.desk.urls")),
    path("", include("groups.overview.urls")),
]
