"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from qiao.desk.ui import menus


class JobsConfig(AppConfig):
    """Background work."""

    name = "qiao.desk.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Enter the menu; know every kind of work and every chore, which a room writes down in its module `work`."""
        autodiscover_modules("work")
        menus.add(
            menus.Entry(
                room="jobs", label=_("Background work"), view="jobs:job_list", icon="progress", group="house", order=90
            )
        )
