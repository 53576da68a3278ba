"""Addresses of membership."""

from django.urls import path

from groups.membership import views

app_name = "membership"
urlpatterns = [
    path("groups/<uuid:group_id>/leaving/", views.leaving, name="leaving"),
    path("groups/<uuid:group_id>/people/<uuid:membership_id>/apart/", views.keeping_apart, name="keeping_apart"),
]
