"""Addresses of decisions."""

from django.urls import path

from moderation.decisions import views

app_name = "decisions"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("reports/<uuid:report_id>/", views.on_report, name="on_report"),
    path("holds/<uuid:hold_id>/", views.on_hold, name="on_hold"),
    path("<uuid:decision_id>/undoing/", views.undoing, name="undoing"),
]
