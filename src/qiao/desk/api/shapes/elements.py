"""What answers are made of: the shape of every one, names of records, amounts with their unit."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Self
from uuid import UUID

from django.db.models import TextChoices
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints, WithJsonSchema

from qiao.desk.people.models import Branch, Team, User


def _plain(value: Decimal) -> str:
    """Never in powers of ten."""
    return f"{value:f}"


def _decimal(what: str) -> WithJsonSchema:
    pattern = r"^-?[0-9]+(\.[0-9]+)?$"
    return WithJsonSchema({"type": "string", "format": "decimal", "pattern": pattern, "description": what})


def values(choices: type[TextChoices]) -> WithJsonSchema:
    """Name an enumeration's values where it stands: rooms call theirs by the same names, and a description has each name once."""
    return WithJsonSchema({"type": "string", "enum": [str(one) for one in choices.values]})


_AS_TEXT = PlainSerializer(_plain, return_type=str)
Yuan = Annotated[Decimal, _AS_TEXT, _decimal("Yuan (CNY), a decimal in a string.")]
Points = Annotated[Decimal, _AS_TEXT, _decimal("Points, a decimal in a string.")]
Ratio = Annotated[Decimal, _AS_TEXT, _decimal("A ratio, 1 is the whole; a decimal in a string.")]
Figure = Annotated[Decimal, _AS_TEXT, _decimal("A decimal in a string, in the unit that stands beside it.")]
# No record is older or newer; further days would only overflow.
Day = Annotated[date, AfterValidator(lambda day: min(max(day, date(1900, 1, 1)), date(2999, 12, 31)))]
# What people write: one line, or several.
Words = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
MaybeSentence = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Shape(BaseModel):
    """What every answer is made of."""

    model_config: ClassVar = ConfigDict(extra="forbid")


class Named(Shape):
    """A record, as others mention it."""

    uuid: UUID
    code: str
    name: str
    name_en: str

    @classmethod
    def of(cls, place: Branch | Team) -> Self:
        """A branch or a team."""
        return cls(uuid=place.uuid, code=place.code, name=place.name, name_en=place.name_en)


class Actor(Shape):
    """Who did something."""

    uuid: UUID
    staff_number: str
    name: str
    name_en: str

    @classmethod
    def of(cls, user: User | None) -> Self | None:
        """A person, or None for the desk itself."""
        return None if user is None else cls.known(user)

    @classmethod
    def known(cls, user: User) -> Self:
        """A person."""
        return cls(uuid=user.uuid, staff_number=user.staff_number, name=user.name, name_en=user.name_en)
