"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role


class ScoreConfig(AppConfig):
    """The scorecard."""

    name = "qiao.desk.score"
    label = "score"

    def ready(self) -> None:
        """Join the menu; applications are ready only now."""
        from qiao.desk.ui import menus  # noqa: PLC0415

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
