"""The application's registration."""

from django.apps import AppConfig


class KubeapiConfig(AppConfig):
    name = "playground.kubeapi"
