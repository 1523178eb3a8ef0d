"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrowthConfig(AppConfig):
    """Ratings and the quality score."""

    name = "qiao.desk.growth"
    label = "growth"

    def ready(self) -> None:
        """Join the menu and the places where rooms meet; applications are ready only now."""
        from qiao.desk.assess.objecting import BARRED, REMEDIES  # noqa: PLC0415
        from qiao.desk.assess.uses import USES  # noqa: PLC0415
        from qiao.desk.clients.actions import owned  # noqa: PLC0415
        from qiao.desk.growth import remedies  # noqa: PLC0415
        from qiao.desk.growth.actions import deliveries  # noqa: PLC0415
        from qiao.desk.growth.intake import subject  # noqa: PLC0415
        from qiao.desk.growth.queries import progress, waiting  # noqa: PLC0415
        from qiao.desk.ui import agenda, menus  # noqa: PLC0415

        menus.add(
            menus.Entry(room="growth", label=_("Growth"), view="growth:index", icon="plant", group="me", order=30)
        )
        agenda.AGENDA.register("growth", waiting.due)
        owned.join(deliveries.TABLE, "growth", deliveries.amend)
        REMEDIES.register("growth", remedies.of_ratings)
        BARRED.register("growth", remedies.raters)
        USES.register("growth", progress.of_period)
        subject.join()
