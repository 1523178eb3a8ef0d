"""How a person wants the desk to look."""

from django.db import transaction

from qiao.desk.people.models import User


@transaction.atomic
def prefer(user: User, *, language: str | None = None, theme: str | None = None, money_unit: str | None = None) -> User:
    """Remember how a person wants the desk to look; not an event of the bank, so not audited."""
    wanted = {"language": language, "theme": theme, "money_unit": money_unit}
    given = {name: value for name, value in wanted.items() if value is not None}
    for name, value in given.items():
        setattr(user, name, value)
    user.save(update_fields=list(given))
    return user
