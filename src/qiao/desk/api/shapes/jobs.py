"""Background work."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.shapes.elements import Actor, Shape
from qiao.desk.jobs.models import Job, State
from qiao.desk.jobs.queries import Watch


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
