"""Pages of the admin room and of a person's own settings; a module a noun."""

from qiao.desk.people.views.preferences import preferences

__all__ = ["preferences"]
