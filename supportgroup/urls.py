"""Every address of the site."""

from django.urls import include, path

from supportgroup import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("account/", include("allauth.urls")),
    path("moderation/", include("moderation.urls")),
    path("", include("groups.urls")),
]
