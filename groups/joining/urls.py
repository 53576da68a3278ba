"""Addresses of joining."""

from django.urls import path

from groups.joining import views

app_name = "joining"
urlpatterns = [
    path("groups/<uuid:group_id>/requests/", views.requests, name="requests"),
    path("requests/<uuid:request_id>/", views.request_page, name="request"),
    path("requests/<uuid:request_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("requests/<uuid:request_id>/seat/", views.seat, name="seat"),
    path("requests/<uuid:request_id>/refusal/", views.refusal, name="refusal"),
]
