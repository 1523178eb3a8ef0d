"""The application's place in Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit room."""

    name = "qiao.desk.audit"
    label = "audit"
