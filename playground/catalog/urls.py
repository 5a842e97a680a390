"""The addresses of the catalogue's data."""

from django.urls import path

from playground.catalog import for_authors, views

urlpatterns = [
    path("schema/editor.json", views.schema, name="editor-schema"),
    path("schema/docs.json", views.docs, name="editor-docs"),
    path("schema/templates.json", views.templates, name="editor-templates"),
    path("schema/lab.json", for_authors.lab_schema, name="lab-schema"),
]
