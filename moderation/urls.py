"""The addresses of all domains, gathered."""

from django.urls import include, path

urlpatterns = [
    path("reports/", include("moderation.reports.urls")),
    path("holds/", include("moderation.holds.urls")),
    path("decisions/", include("moderation.decisions.urls")),
]
