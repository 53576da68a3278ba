"""Addresses of standby."""

from django.urls import path

from groups.standby import views

app_name = "standby"
urlpatterns = [
    path("requests/<uuid:request_id>/sessions/", views.sessions, name="sessions"),
    path("requests/<uuid:request_id>/sessions/<uuid:session_id>/", views.wish, name="wish"),
    path("standby/<uuid:standby_id>/", views.offer, name="offer"),
    path("standby/<uuid:standby_id>/acceptance/", views.acceptance, name="acceptance"),
    path("standby/<uuid:standby_id>/withdrawal/", views.withdrawal, name="withdrawal"),
]
