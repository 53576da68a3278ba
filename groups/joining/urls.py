"""Addresses of joining."""

from django.urls import path

from groups.joining import views

app_name = "joining"
urlpatterns = [
    path("groups/<uuid:group_id>/requests/", views.requests, name="requests"),
    path("requests/<uuid:request_id>/", views.request_page, name="request"),
    path("requests/<uuid:request_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("requests/<uuid:request_id>/place/", views.place, name="place"),
    path("requests/<uuid:request_id>/conversation/", views.conversation, name="conversation"),
    path("requests/<uuid:request_id>/seat/", views.seat, name="seat"),
    path("requests/<uuid:request_id>/waiting/", views.waiting, name="waiting"),
    path("requests/<uuid:request_id>/refusal/", views.refusal, name="refusal"),
    path("offers/<uuid:offer_id>/", views.offer, name="offer"),
    path("offers/<uuid:offer_id>/acceptance/", views.acceptance, name="acceptance"),
    path("offers/<uuid:offer_id>/postponement/", views.postponement, name="postponement"),
]
