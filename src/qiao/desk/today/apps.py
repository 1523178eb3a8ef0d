"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TodayConfig(AppConfig):
    """The room Today."""

    name = "qiao.desk.today"
    label = "today"

    def ready(self) -> None:
        """Stand first in the menu."""
        from qiao.desk.ui import menus  # noqa: PLC0415  # applications are ready only now

        menus.add(menus.Entry(room="today", label=_("Today"), view="today:today", icon="sun", group="today"))
