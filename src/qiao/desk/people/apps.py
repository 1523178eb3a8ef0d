"""The application's place in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People and the admin room."""

    name = "qiao.desk.people"
    label = "people"
