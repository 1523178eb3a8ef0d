"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role

READERS = (Role.HR, Role.AUDITOR)


class AssessConfig(AppConfig):
    """The assessment desk."""

    name = "qiao.desk.assess"
    label = "assess"

    def ready(self) -> None:
        """Join the menu and the places where rooms meet; applications are ready only now."""
        _join_menu()
        from qiao.desk.assess import objecting, remedies  # noqa: PLC0415
        from qiao.desk.assess.actions import awards, vetoes  # noqa: PLC0415
        from qiao.desk.assess.queries import objections, spans, uses  # noqa: PLC0415
        from qiao.desk.clients.actions import owned  # noqa: PLC0415
        from qiao.desk.clients.spans import UNLOCKED  # noqa: PLC0415
        from qiao.desk.clients.uses import USES  # noqa: PLC0415
        from qiao.desk.ui.agenda import AGENDA  # noqa: PLC0415

        UNLOCKED.register("assess", spans.unlocked)
        USES.register("assess", uses.of_newest)
        AGENDA.register("assess", objections.due)
        objecting.REMEDIES.register("assess", remedies.of_data)
        owned.join("awards", "assess", awards.amend)
        owned.join("ratings", "vetoes", vetoes.amend)  # by name after the rooms that keep marks, whose rows it adds to


def _join_menu() -> None:
    from qiao.desk.ui import menus  # noqa: PLC0415

    officers, answerers = (Role.HR, Role.AUDITOR), (Role.RISK, Role.PRODUCT, Role.OFFICE)
    for room, label, view, icon, order, roles in (
        ("assess", _("Assessment"), "periods", "checklist", 10, officers),
        ("awards", _("Awards"), "awards_now", "award", 15, (*officers, Role.LEAD, Role.BRANCH)),
        ("standards", _("Standards"), "standards", "scale", 20, (*officers, Role.RM, Role.LEAD, Role.BRANCH)),
        ("objections", _("Objections"), "objections", "message-report", 25, (*officers, *answerers)),
    ):
        menus.add(
            menus.Entry(
                room=room, label=label, view=f"assess:{view}", icon=icon, group="house", order=order, roles=roles
            )
        )
