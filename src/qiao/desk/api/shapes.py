"""What answers look like; every shape refuses a field that it does not know."""

from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from qiao.desk.api.models import Token
from qiao.desk.api.scopes import Scope
from qiao.desk.audit import registry
from qiao.desk.audit.models import Event, Nature
from qiao.desk.common.roles import Role
from qiao.desk.jobs.models import Job, State
from qiao.desk.jobs.queries import Watch
from qiao.desk.people.models import Branch, Post, Team, User


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


class BranchShape(Named):
    """A branch of the bank's tree."""

    parent: UUID | None = Field(description="The branch above; null for the head office.")
    is_closed: bool

    @classmethod
    def of(cls, branch: Branch) -> Self:  # type: ignore[override]  # a branch alone has a place in the tree
        """One branch."""
        return cls(
            uuid=branch.uuid,
            code=branch.code,
            name=branch.name,
            name_en=branch.name_en,
            parent=branch.parent.uuid if branch.parent else None,
            is_closed=branch.is_closed,
        )


class PostShape(Shape):
    """A role that somebody holds somewhere today."""

    role: Role
    branch: Named
    team: Named | None

    @classmethod
    def of(cls, post: Post) -> Self:
        """One post."""
        return cls(role=Role(post.role), branch=Named.of(post.branch), team=Named.of(post.team) if post.team else None)


class PersonShape(Shape):
    """A person of the bank."""

    uuid: UUID
    staff_number: str
    name: str
    name_en: str
    is_here: bool = Field(description="False for whoever has left.")
    posts: list[PostShape] = Field(description="The posts that the person holds today.")

    @classmethod
    def of(cls, user: User) -> Self:
        """A person of `queries.people`."""
        posts: list[Post] = user.posts_today  # type: ignore[attr-defined]  # prefetched by the query
        return cls(
            uuid=user.uuid,
            staff_number=user.staff_number,
            name=user.name,
            name_en=user.name_en,
            is_here=user.is_active,
            posts=[PostShape.of(post) for post in posts],
        )


class TokenShape(Shape):
    """The token of the request itself."""

    uuid: UUID
    name: str
    scopes: list[Scope]
    expires_on: date
    per_minute: int

    @classmethod
    def of(cls, token: Token) -> Self:
        """The token that a request carries."""
        return cls(
            uuid=token.uuid,
            name=token.name,
            scopes=[Scope(scope) for scope in token.scopes],
            expires_on=token.expires_on,
            per_minute=token.per_minute,
        )


class MeShape(Shape):
    """Whom the token acts as, and what it may do."""

    person: PersonShape
    token: TokenShape


class Actor(Shape):
    """Who did something."""

    uuid: UUID
    staff_number: str
    name: str
    name_en: str

    @classmethod
    def of(cls, user: User | None) -> Self | None:
        """A person, or None for the desk itself."""
        if user is None:
            return None
        return cls(uuid=user.uuid, staff_number=user.staff_number, name=user.name, name_en=user.name_en)


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


class JobShape(Shape):
    """A piece of background work, as lists show it."""

    uuid: UUID
    kind: str = Field(description="What it does; the same in every language.")
    title: str = Field(description="What it does, in the caller's language.")
    state: State
    is_being_cancelled: bool
    by: Actor | None = Field(description="Who started it; null for the desk itself.")
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    total: int = Field(description="What `done` comes to at the end; 0 while that is not known.")

    @classmethod
    def told(cls, job: Job) -> dict[str, Any]:
        """What everybody may know who may know of it."""
        return {
            "uuid": job.uuid,
            "kind": job.kind,
            "title": job.title,
            "state": State(job.state),
            "is_being_cancelled": job.is_being_cancelled,
            "by": Actor.of(job.by),
            "created_at": job.created_at,
            "started_at": job.started_at,
            "ended_at": job.ended_at,
            "done": job.done,
            "total": job.total,
        }

    @classmethod
    def of(cls, job: Job) -> Self:
        """A job with its person."""
        return cls(**cls.told(job))


class WatchShape(JobShape):
    """A piece of background work, as one person sees it."""

    says: str = Field(description="What is being done, or what came out; empty for who only sees that it is there.")
    error: str = Field(description="Why it failed and what to do; empty for who only sees that it is there.")
    link: str = Field(description="The page of the result; empty for who only sees that it is there.")
    may_cancel: bool
    wait: int = Field(description="Milliseconds after which to ask again; 0 at the end.")

    @classmethod
    def of(cls, watch: Watch) -> Self:  # type: ignore[override]  # how it is seen depends on who looks
        """What `queries.watch` found."""
        job = watch.job
        return cls(
            **cls.told(job),
            says=job.says if watch.is_open else "",
            error=job.error_says if watch.is_open else "",
            link=job.link if watch.is_open else "",
            may_cancel=watch.may_cancel,
            wait=watch.wait,
        )
