"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The API."""

    name = "qiao.desk.api"
    label = "api"

    def ready(self) -> None:
        """Stand last among one's own things in the menu."""
        from qiao.desk.ui import menus  # noqa: PLC0415  # applications are ready only now

        menus.add(menus.Entry("api", _("API"), "api:guide", "plug-connected", "me", order=90))
