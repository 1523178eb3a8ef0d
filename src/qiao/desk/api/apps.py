"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The API."""

    name = "qiao.desk.api"
    label = "api"

    def ready(self) -> None:
        """Stand last among one's own things in the menu, end a leaver's tokens, and hear of what webhooks are to be told."""
        from qiao.desk.api import actions  # noqa: PLC0415  # applications are ready only now
        from qiao.desk.api.hooks import actions as hooks  # noqa: PLC0415
        from qiao.desk.audit.actions import RECORDED  # noqa: PLC0415
        from qiao.desk.people.leaving import LEAVERS  # noqa: PLC0415
        from qiao.desk.ui import menus  # noqa: PLC0415

        menus.add(
            menus.Entry(room="api", label=_("API"), view="api:guide", icon="plug-connected", group="me", order=95)
        )
        LEAVERS.register("api", actions.end_with)
        RECORDED.register("api", hooks.announce)
