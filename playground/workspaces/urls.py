"""The addresses of pages and sockets."""

from typing import Any

from django.urls import path, re_path

from playground.workspaces import http, views
from playground.workspaces.consumers import WorkspaceConsumer, nowhere

urlpatterns = [
    path("", views.index, name="catalog"),
    path("sandbox/", views.sandbox, name="sandbox"),
    path("labs/<slug:track>/<slug:slug>/", views.lab, name="lab"),
    path("workspaces/<uuid:identity>/", views.workspace, name="workspace"),
    path("workspaces/<uuid:identity>/messages", http.messages, name="messages"),
]
websocket_urlpatterns: list[Any] = [
    path("ws/workspaces/<uuid:identity>/", WorkspaceConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path("", nowhere),  # type: ignore[arg-type]
]
