"""The application's place in Django."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Running the desk."""

    name = "qiao.desk.server"
    label = "server"
