"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role


class AuditConfig(AppConfig):
    """The audit room."""

    name = "qiao.desk.audit"
    label = "audit"

    def ready(self) -> None:
        """Stand in the auditor's menu, and learn what every room's events say."""
        from qiao.desk.audit import registry  # noqa: PLC0415  # applications are ready only now
        from qiao.desk.ui import menus  # noqa: PLC0415

        registry.gather()
        entry = menus.Entry(
            room="audit",
            label=_("Audit"),
            view="audit:events",
            icon="history",
            group="house",
            order=80,
            roles=(Role.AUDITOR,),
        )
        menus.add(entry)
