"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.RISK, Role.AUDITOR)
HANDOVER_READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


class ClientsConfig(AppConfig):
    """The clients room."""

    name = "qiao.desk.clients"
    label = "clients"

    def ready(self) -> None:
        """Join the menu and the places where rooms meet; applications are ready only now."""
        _join_menu()
        _join_client_page()
        _join_elsewhere()


def _join_menu() -> None:
    from qiao.desk.clients.queries import handovers  # noqa: PLC0415
    from qiao.desk.ui import menus  # noqa: PLC0415

    for entry in (
        menus.Entry(
            room="clients", label=_("Clients"), view="clients:list", icon="building", group="clients", roles=READERS
        ),
        menus.Entry(
            room="handovers",
            label=_("Handovers"),
            view="clients:handovers",
            icon="arrows-exchange",
            group="clients",
            order=10,
            roles=HANDOVER_READERS,
            count=handovers.waiting_count,
        ),
        menus.Entry(
            room="imports",
            label=_("Bring in a list"),
            view="clients:imports",
            icon="file-import",
            group="house",
            order=70,
            roles=(Role.HR, Role.BRANCH, Role.ADMIN),
        ),
        menus.Entry(
            room="deliveries",
            label=_("Deliveries of data"),
            view="clients:deliveries",
            icon="database-import",
            group="house",
            order=80,
            roles=(Role.HR, Role.ADMIN, Role.AUDITOR),
        ),
    ):
        menus.add(entry)


def _join_client_page() -> None:
    from qiao.desk.clients import timeline  # noqa: PLC0415
    from qiao.desk.clients.panels import ACTS, PANELS  # noqa: PLC0415
    from qiao.desk.clients.queries import moments, passed_on  # noqa: PLC0415
    from qiao.desk.clients.queries import notes as noted  # noqa: PLC0415
    from qiao.desk.clients.views import cards, contacts, documents, handovers, notes, prospects, timelines  # noqa: PLC0415

    PANELS.register("clients", cards.cards)
    PANELS.register("clients.contacts", contacts.cards)
    PANELS.register("clients.documents", documents.cards)
    PANELS.register("clients.prospects", prospects.cards)
    PANELS.register("clients.timeline", timelines.cards)
    ACTS.register("clients.handovers", handovers.acts)
    ACTS.register("clients.notes", notes.acts)
    ACTS.register("clients.prospects", prospects.acts)
    timeline.register("clients", moments.KINDS, moments.moments)
    timeline.register("shares", moments.SHARES, moments.shares)
    timeline.register("jumps", moments.JUMPS, moments.jumps)
    timeline.register("handovers", passed_on.KINDS, passed_on.moments)
    timeline.register("notes", noted.KINDS, noted.moments)


def _join_elsewhere() -> None:
    from qiao.desk.clients import ledger  # noqa: PLC0415
    from qiao.desk.clients.actions import assignments, leavers, owned, submissions  # noqa: PLC0415
    from qiao.desk.clients.erasure import ERASURE  # noqa: PLC0415
    from qiao.desk.clients.queries import handovers, notes, own_book, search  # noqa: PLC0415
    from qiao.desk.common import uploads  # noqa: PLC0415
    from qiao.desk.common.hubs import LOADED  # noqa: PLC0415
    from qiao.desk.people.leaving import LEAVERS  # noqa: PLC0415
    from qiao.desk.ui import agenda, searching  # noqa: PLC0415

    searching.SEARCH.register("clients", search.found)
    searching.SEARCH.register("clients.contacts", search.people_found)
    agenda.AGENDA.register("clients", own_book.due)
    agenda.AGENDA.register("clients.handovers", handovers.due)
    LEAVERS.register("clients", leavers.left)
    LOADED.register("clients", ledger.load)
    ERASURE.register("clients.notes", notes.held)
    owned.join(assignments.TABLE, "clients", assignments.amend)
    uploads.allow("clients:send", submissions.MOST_BYTES)
