"""The addresses of all domains, gathered."""

from django.urls import include, path

from moderation.decisions import views as decisions
from moderation.reports import urls as reports

# The queue reads reports and holds alike, so it is made in `decisions`; people look for it among the reports.
queue = path("queue/", decisions.queue, name="queue")

urlpatterns = [
    path("reports/", include(([queue, *reports.urlpatterns], reports.app_name))),
    path("decisions/", include("moderation.decisions.urls")),
    path("log/", include("moderation.audit.urls")),
]
