"""The application's place in Django."""

from django.apps import AppConfig


class TodayConfig(AppConfig):
    """The room Today."""

    name = "qiao.desk.today"
    label = "today"
