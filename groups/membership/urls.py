"""Addresses of membership."""

from django.urls import path

from groups.membership import views

app_name = "membership"
urlpatterns = [
    path("groups/<uuid:group_id>/leaving/", views.leaving, name="leaving"),
]
