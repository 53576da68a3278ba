"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from supportgroup import devmail, health, mailevents

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("mail/events/", mailevents.told, name="mail_events"),
    path("admin/", admin.site.urls),
    path("account/", include("groups.people.account_urls")),
    path("moderation/", include("moderation.urls")),
    path("", include("groups.urls")),
]
if settings.DEBUG:
    urlpatterns += [path("dev/mail/", include(devmail.urlpatterns))]
