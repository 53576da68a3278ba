"""Addresses of rooms."""

from django.urls import path

from groups.room import views

app_name = "room"
urlpatterns = [
    path("groups/<uuid:group_id>/room/", views.room_of_group, name="room_of_group"),
    path("rooms/<uuid:room_id>/", views.room, name="room"),
    path("rooms/<uuid:room_id>/changes/", views.changes, name="changes"),
    path("rooms/<uuid:room_id>/messages/", views.messages, name="messages"),
    path("rooms/<uuid:room_id>/messages/<uuid:message_id>/back/", views.message_back, name="message_back"),
    path("rooms/<uuid:room_id>/messages/<uuid:message_id>/hiding/", views.message_hiding, name="message_hiding"),
    path("rooms/<uuid:room_id>/messages/<uuid:message_id>/release/", views.message_release, name="message_release"),
    path("rooms/<uuid:room_id>/state/", views.state, name="state"),
    path("rooms/<uuid:room_id>/lead/", views.lead, name="lead"),
    path("rooms/<uuid:room_id>/opening/", views.opening, name="opening"),
    path("rooms/<uuid:room_id>/pause/", views.pause, name="pause"),
    path("rooms/<uuid:room_id>/pause/end/", views.pause_end, name="pause_end"),
    path("rooms/<uuid:room_id>/closing/", views.closing, name="closing"),
]
