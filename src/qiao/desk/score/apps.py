"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role


class ScoreConfig(AppConfig):
    """The scorecard."""

    name = "qiao.desk.score"
    label = "score"

    def ready(self) -> None:
        """Join the menu and the places where rooms meet; applications are ready only now."""
        from qiao.desk.assess.objecting import STANDING  # noqa: PLC0415
        from qiao.desk.assess.panels import RUN  # noqa: PLC0415
        from qiao.desk.clients.panels import PANELS  # noqa: PLC0415
        from qiao.desk.common.hubs import LOADED  # noqa: PLC0415
        from qiao.desk.score.queries import confirmations, objecting, results  # noqa: PLC0415
        from qiao.desk.score.views import panels  # noqa: PLC0415
        from qiao.desk.ui import agenda, menus  # noqa: PLC0415

        LOADED.register("score", results.load_newest)
        RUN.register("score", panels.of_run)
        PANELS.register("score", panels.of_client)
        agenda.AGENDA.register("score", confirmations.due)
        STANDING.register("score", objecting.standing)

        menus.add(
            menus.Entry(
                room="score",
                label=_("Scorecard"),
                view="score:mine",
                icon="target-arrow",
                group="me",
                order=10,
                roles=(Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR),
            )
        )
