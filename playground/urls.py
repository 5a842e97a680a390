"""The site's addresses."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("playground.catalog.urls")),
    path("", include("playground.workspaces.urls")),
    path("language/", set_language, name="language"),
]
