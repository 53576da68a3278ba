"""Addresses of membership."""

from django.urls import path

from groups.membership import views

app_name = "membership"
urlpatterns = [
    path("groups/<uuid:group_id>/requests/", views.requests, name="requests"),
    path("groups/<uuid:group_id>/leaving/", views.leaving, name="leaving"),
    path("requests/<uuid:request_id>/", views.request_page, name="request"),
    path("requests/<uuid:request_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("requests/<uuid:request_id>/seat/", views.seat, name="seat"),
    path("requests/<uuid:request_id>/refusal/", views.refusal, name="refusal"),
]
