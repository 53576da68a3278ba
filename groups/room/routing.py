"""Addresses of sockets."""

from django.urls import path

from groups.room.consumers import RoomConsumer

websocket_urlpatterns = [path("ws/rooms/<uuid:room_id>/", RoomConsumer.as_asgi())]
