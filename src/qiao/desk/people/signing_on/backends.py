"""Who keeps a person's password: Qiao itself, or the bank's directory."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from qiao.desk.common.composing import composed
from qiao.desk.people.models import User


@composed
def _people(*, pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


class _Known:
    """Whose session it is: every request asks."""

    def get_user(self, user_id: int) -> User | None:
        """The person of this id, unless they have left."""
        user = next(iter(_people(pk=user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None  # type: ignore[attr-defined]


class LocalBackend(_Known, AuthenticationBackend):  # type: ignore[misc]  # ships no types
    """Passwords that Qiao keeps itself; an unknown person costs as much time as a known one."""

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        """By the staff number exactly as it was written down."""
        found: User | None = self._check_password(User.objects.filter(staff_number=username).first(), password)
        return found


class DirectoryBackend(_Known, ModelBackend):
    """Passwords that the bank's directory keeps; it names nobody whom Qiao does not know."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> User | None:
        """The person of this number, if the directory takes the password and the person is still here."""
        from qiao.desk.people.signing_on import directory  # noqa: PLC0415  # needs a package that only some banks install

        try:
            accepted = directory.accepts(username, password)
        except directory.DirectoryDownError as error:
            if not settings.LDAP["only"]:
                return None  # the person's own password is asked next
            raise ValidationError(str(error), code="directory") from error
        user = User.objects.filter(staff_number=username).first() if accepted else None
        return user if user and self.user_can_authenticate(user) else None
