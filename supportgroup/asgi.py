"""The web process: pages over HTTP, rooms and what is new over WebSockets."""

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django must be set up before it
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from groups.reminders.routing import websocket_urlpatterns as of_notes  # noqa: E402
from groups.room.routing import websocket_urlpatterns as of_rooms  # noqa: E402

sockets = URLRouter([*of_rooms, *of_notes])
application = ProtocolTypeRouter({"http": pages, "websocket": AllowedHostsOriginValidator(sockets)})

# What was imported stays: the collector need not look through it again and again, in the middle of a conversation.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
