"""The application's place in Django."""

from django.apps import AppConfig


class SigningOnConfig(AppConfig):
    """Sign-on; a room inside people's, so that its tables, pages and texts lie together."""

    name = "qiao.desk.people.signing_on"
    label = "signing_on"
