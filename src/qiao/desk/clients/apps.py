"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.RISK, Role.AUDITOR)


class ClientsConfig(AppConfig):
    """The clients room."""

    name = "qiao.desk.clients"
    label = "clients"

    def ready(self) -> None:
        """Join the menu and the search box."""
        from qiao.desk.clients.panels import PANELS  # noqa: PLC0415  # applications are ready only now
        from qiao.desk.clients.queries import search  # noqa: PLC0415
        from qiao.desk.clients.views import cards  # noqa: PLC0415
        from qiao.desk.ui import menus, searching  # noqa: PLC0415

        entry = menus.Entry(
            room="clients",
            label=_("Clients"),
            view="clients:list",
            icon="building",
            group="clients",
            roles=READERS,
        )
        menus.add(entry)
        menus.add(
            menus.Entry(
                room="deliveries",
                label=_("Deliveries of data"),
                view="clients:deliveries",
                icon="database-import",
                group="house",
                order=80,
                roles=(Role.HR, Role.ADMIN, Role.AUDITOR),
            )
        )
        searching.SEARCH.register("clients", search.found)
        PANELS.register("clients", cards.cards)
