"""The ASGI application: the workspaces' Kubernetes APIs; static files, other HTTP to Django, WebSockets to the consumers, from the
site's own pages only."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (apps must be ready first)
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from playground.catalog.assets import StaticFiles  # noqa: E402
from playground.kubeapi.door import Door  # noqa: E402
from playground.workspaces.urls import websocket_urlpatterns  # noqa: E402

application = Door(
    ProtocolTypeRouter({"http": StaticFiles(http), "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns))})
)
