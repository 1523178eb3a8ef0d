"""Events of the audit trail."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.shapes.elements import Actor, Shape
from qiao.desk.audit import registry
from qiao.desk.audit.models import Event, Nature


class EventShape(Shape):
    """An event of the audit trail."""

    uuid: UUID
    number: int | None = Field(description="Its number in the chain; null until it is sealed.")
    at: datetime
    code: str = Field(description="What happened; the same in every language.")
    words: str = Field(description="What happened, in the caller's language.")
    nature: Nature
    by: Actor | None = Field(description="Who did it; null for the desk itself and for strangers.")
    for_whom: Actor | None = Field(description="For whom that person stood in.")
    on_kind: str
    on: UUID | None = Field(description="The record that it was done to.")
    request: str
    session: UUID | None = Field(description="The administrator's justified session in which it was done.")
    details: dict[str, Any] = Field(description="Ids, field names and codes.")

    @classmethod
    def of(cls, event: Event) -> Self:
        """An event with its people and its seal."""
        return cls(
            uuid=event.uuid,
            number=event.seal.number if hasattr(event, "seal") else None,
            at=event.at,
            code=event.code,
            words=registry.sentence(event.code),
            nature=Nature(event.nature),
            by=Actor.of(event.by),
            for_whom=Actor.of(event.for_whom),
            on_kind=event.on_kind,
            on=event.on_uuid,
            request=event.request_id,
            session=event.session,
            details=event.details,
        )
