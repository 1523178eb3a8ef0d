"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role


class PeopleConfig(AppConfig):
    """People and the admin room."""

    name = "qiao.desk.people"
    label = "people"

    def ready(self) -> None:
        """Stand in the menu, tell of an open session, be found, and ring the bell."""
        from qiao.desk.people import frame, telling  # noqa: F401, PLC0415  # applications are ready only now
        from qiao.desk.ui import menus, searching  # noqa: PLC0415

        menus.add(
            menus.Entry(
                room="admin",
                label=_("Admin"),
                view="people:overview",
                icon="settings",
                group="house",
                order=90,
                roles=(Role.ADMIN, Role.AUDITOR),
            )
        )
        menus.add(
            menus.Entry(
                room="delegation",
                label=_("Leave and standing in"),
                view="delegation:delegations",
                icon="calendar",
                group="me",
                order=90,
            )
        )
        menus.BANNERS.register("people", frame.banners)
        searching.SEARCH.register("people", frame.found)
