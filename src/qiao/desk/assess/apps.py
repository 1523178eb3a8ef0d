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
        from qiao.desk.assess.queries import spans  # noqa: PLC0415
        from qiao.desk.clients.spans import UNLOCKED  # noqa: PLC0415

        UNLOCKED.register("assess", spans.unlocked)
