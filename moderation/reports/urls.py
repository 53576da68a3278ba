"""Addresses of reports; that of the queue of those who look at them is added above (`moderation/urls.py`)."""

from django.urls import path

from moderation.reports import views

app_name = "reports"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("mine/", views.mine, name="mine"),
    path("<uuid:report_id>/", views.report, name="report"),
]
