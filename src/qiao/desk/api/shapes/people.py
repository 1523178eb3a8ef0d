"""Branches and people, and whom a token acts as."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.models import Token
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.elements import Named, Shape
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, Post, User


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
