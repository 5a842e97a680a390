"""The site's addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("playground.catalog.urls")),
    path("", include("playground.workspaces.urls")),
]
