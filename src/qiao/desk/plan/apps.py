"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


class PlanConfig(AppConfig):
    """The plan."""

    name = "qiao.desk.plan"
    label = "plan"

    def ready(self) -> None:
        """Join the menu and the places where rooms meet; applications are ready only now."""
        from qiao.desk.assess.actions.runs import FINISHED  # noqa: PLC0415
        from qiao.desk.assess.uses import USES  # noqa: PLC0415
        from qiao.desk.clients.actions import owned  # noqa: PLC0415
        from qiao.desk.clients.actions.deliveries import FED  # noqa: PLC0415
        from qiao.desk.plan.actions import deliveries, standings  # noqa: PLC0415
        from qiao.desk.plan.intake import subject  # noqa: PLC0415
        from qiao.desk.plan.queries import figures, waiting  # noqa: PLC0415
        from qiao.desk.ui import agenda, menus  # noqa: PLC0415

        menus.add(
            menus.Entry(
                room="plan",
                label=_("Targets and pace"),
                view="plan:pace",
                icon="flag",
                group="me",
                order=20,
                roles=READERS,
            )
        )
        agenda.AGENDA.register("plan", waiting.due)
        owned.join(deliveries.TABLE, "plan", deliveries.amend)
        FED.register("plan", lambda book: [("targets", deliveries.follow(book))])
        FINISHED.register("plan", lambda run: [standings.measure_later(run)])
        USES.register("plan", figures.of_period)
        subject.join()
