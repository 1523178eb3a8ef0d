"""The application's place in Django."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What rooms share."""

    name = "qiao.desk.common"
    label = "common"
