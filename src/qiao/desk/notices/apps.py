"""The application's place in Django."""

from django.apps import AppConfig

from qiao.desk.ui import menus


class NoticesConfig(AppConfig):
    """The bell."""

    name = "qiao.desk.notices"
    label = "notices"

    def ready(self) -> None:
        """Put the bell at the top of every page."""
        menus.tools["notices"] = "notices/bell.html"
