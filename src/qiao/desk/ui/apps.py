"""The application's place in Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system."""

    name = "qiao.desk.ui"
    label = "ui"
