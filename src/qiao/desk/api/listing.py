"""Long lists in parts: each answer names the record after which the next part begins."""

from typing import Annotated, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from qiao.desk.api import problems
from qiao.desk.api.problems import Fault, ProblemError

MOST = 200
M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Parameters(BaseModel):
    """The parameters of a read; a name that is not one of them is a fault, lest a misspelt filter let everything through."""

    model_config: ClassVar = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def with_strangers(cls, given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        """Put back the parameters that the framework leaves out because it does not know them."""
        sent = info.context["request"].GET if info.context else {}
        return {**{name: sent[name] for name in sent if name not in cls.model_fields}, **given}


class Sized(Parameters):
    """How much of a list is asked for."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description=_("How many at most."))


class Asked(Sized):
    """The parameters of a list."""

    after: UUID | None = Field(None, description=_("Begin after this record: the next of the part before."))


class Part(BaseModel, Generic[T]):
    """A part of a list."""

    model_config: ClassVar = ConfigDict(extra="forbid")

    items: list[T]
    next: UUID | None = Field(description="Send it as `after` for the next part; null at the end.")


class Named(Sized):
    """The parameters of a list whose records are known by a name."""

    after: Annotated[
        str,
        Field(
            max_length=80,
            pattern=r"^[^\x00-\x1f\x7f]*$",
            description=_("Begin after this one: the next of the part before."),
        ),
    ] = ""


class NamedPart(BaseModel, Generic[T]):
    """A part of a list whose records are known by a name."""

    model_config: ClassVar = ConfigDict(extra="forbid")

    items: list[T]
    next: str | None = Field(description="Send it as `after` for the next part; null at the end.")


def part_by_name(records: QuerySet[M], *, name: str, asked: Named) -> tuple[list[M], str | None]:
    """The records that were asked for, in the order of the field that names them, and where the next ones begin."""
    beyond = {f"{name}__gt": asked.after} if asked.after else {}
    found = list(records.filter(**beyond).order_by(name)[: asked.limit + 1])
    return found[: asked.limit], getattr(found[asked.limit - 1], name) if len(found) > asked.limit else None


def part(
    records: QuerySet[M], *, within: QuerySet[M], by: tuple[str, ...], asked: Asked
) -> tuple[list[M], UUID | None]:
    """The records that were asked for and where the next ones begin.

    Args:
        records: what was asked for; the list's own order is left aside.
        within: everything that the person may see: the record to begin after need not fit the filter any more.
        by: the fields that order it, together different for each record; `-` turns one around.
        asked: where to begin and how many.

    Raises:
        ProblemError: there is no such record to begin after.
    """
    records = records.order_by(*by)
    if asked.after:
        names = [field.removeprefix("-") for field in by]
        last = within.filter(uuid=asked.after).values(*names).first()
        if last is None:
            fault = Fault(field="after", message=gettext("There is no such record."))
            raise ProblemError(problems.NOT_FOUND, gettext("The list can't go on after that record."), fault)
        records = records.filter(_beyond(by, last))
    found = list(records[: asked.limit + 1])
    return found[: asked.limit], found[asked.limit - 1].uuid if len(found) > asked.limit else None  # type: ignore[attr-defined]


def _beyond(by: tuple[str, ...], last: dict[str, Any]) -> Q:
    """Everything that comes after the last record in this order."""
    beyond, same = Q(pk__in=()), Q()
    for field in by:
        name = field.removeprefix("-")
        beyond |= same & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": last[name]})
        same &= Q(**{name: last[name]})
    return beyond
