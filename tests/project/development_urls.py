"""The addresses of an installation whose DEBUG is on."""

from django.urls import include, path

from groups.people import urls as people
from supportgroup import devmail
from supportgroup.urls import urlpatterns as real

urlpatterns = [
    *real,
    path("", include((people.development, "trying"))),
    path("dev/mail/", include(devmail.urlpatterns)),
]
