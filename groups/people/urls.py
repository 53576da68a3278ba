"""Addresses of people."""

from django.conf import settings
from django.urls import URLPattern, path

from groups.people import devices, views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("welcome/", views.questions_page, name="questions"),
    path("welcome/<slug:question>/", views.question, name="question"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/devices/", views.devices, name="devices"),
    path("settings/devices/end/", views.devices_end, name="devices_end"),
    path("settings/devices/notes/", devices.device_notes, name="device_notes"),
    path("settings/devices/notes/this/", devices.this_device, name="this_device"),
    path("settings/devices/notes/<uuid:device_id>/end/", devices.device_notes_end, name="device_notes_end"),
    path("push.js", devices.worker, name="push_worker"),
    path("site.webmanifest", devices.manifest, name="manifest"),
    path("settings/apart/", views.apart, name="apart"),
    path("settings/apart/<uuid:wish_id>/end/", views.apart_end, name="apart_end"),
    path("settings/<slug:question>/", views.setting, name="setting"),  # the last of those under settings/
    path("mail/stop/<str:token>/", views.stop, name="stop"),
    path("mail/again/", views.mail_again, name="mail_again"),
    path("look/", views.look, name="look"),
    path("zone/", views.zone, name="zone"),
]

# Only for trying things out: a link that signs somebody in has no place in a real installation.
development: list[URLPattern] = [path("sign-in/<str:token>/", views.sign_in_link, name="sign_in_link")]
if settings.DEBUG:
    urlpatterns += development
