"""The addresses of the catalogue's data."""

from django.urls import path

from playground.catalog import views

urlpatterns = [
    path("schema/editor.json", views.schema, name="editor-schema"),
]
