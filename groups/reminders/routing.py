"""Addresses of sockets."""

from django.urls import path

from groups.reminders.consumers import NotesConsumer

websocket_urlpatterns = [path("ws/notes/", NotesConsumer.as_asgi())]
