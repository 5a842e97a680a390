"""The addresses of pages and sockets."""

from typing import Any

from django.urls import path, re_path

from playground.workspaces import exam_pages, http, lab_preview, lessons, start, styleguide, views, visits
from playground.workspaces.consumers import EmbeddedConsumer, WorkspaceConsumer, nowhere

urlpatterns = [
    path("", start.index, name="catalog"),
    path("opening/<slug:language>.json", start.acts, name="opening"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("preview/", lab_preview.shell, name="preview"),
    path("preview/state.json", lab_preview.state, name="preview-state"),
    path("preview/learner/", lab_preview.learner, name="preview-learner"),
    path("sandbox/", views.sandbox, name="sandbox"),
    path("labs/<slug:identity>/", views.lab_of, name="lab-by-id"),
    path("labs/<slug:track>/<slug:slug>/", views.lab, name="lab"),
    path("labs/<slug:track>/<slug:slug>/begin", exam_pages.begin, name="begin-exam"),
    path("results/<str:token>/", exam_pages.result, name="result"),
    path("lessons/<slug:digest>/<slug:language>.json", lessons.figures, name="lesson-figures"),
    path("workspaces/<uuid:identity>/", views.workspace, name="workspace"),
    path("workspaces/<uuid:identity>/messages", http.messages, name="messages"),
    path("workspaces/", views.workspaces, name="workspaces"),
    path("shared/<str:token>/", visits.shared, name="shared"),
    path("shared/<str:token>/messages", visits.shared_messages, name="shared-messages"),
    path("shared/<str:token>/copy", visits.copy, name="shared-copy"),
    path("embedded/<str:key>/messages", visits.embedded_messages, name="embedded-messages"),
    path("resume/<uuid:identity>/<str:secret>/", visits.resume, name="resume"),
]
websocket_urlpatterns: list[Any] = [
    path("ws/workspaces/<uuid:identity>/", WorkspaceConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/embedded/<str:key>/", EmbeddedConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path("", nowhere),  # type: ignore[arg-type]
]
