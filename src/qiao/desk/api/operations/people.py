"""Whom a token acts as, how the bank is built, and who works where."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from qiao.desk.api import queries
from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.elements import Words
from qiao.desk.api.shapes.people import BranchShape, MeShape, PersonShape, TokenShape
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, User

router = Router(tags=["people"])


@router.get(
    "/me",
    auth=Bearer(),
    response=answers(MeShape),
    summary=_("Who am I?"),
    description=_("The person whom the token acts as, and what the token may do. Any token will do."),
)
def me(request: TokenRequest) -> MeShape:
    """Whom the token acts as."""
    person = queries.people(request.user).get(pk=request.user.pk)
    return MeShape(person=PersonShape.of(person), token=TokenShape.of(request.auth))


class BranchesAsked(Asked):
    """Parameters of the list of branches."""

    code: Annotated[Words, Field(description=_("Only the branch with this code."))] = ""


@router.get(
    "/branches",
    auth=Bearer(Scope.PEOPLE_READ),
    response=answers(Part[BranchShape], 404, 422),
    summary=_("Branches"),
    description=_("How the bank is built, from the head office down."),
)
def branches(request: TokenRequest, asked: Query[BranchesAsked]) -> Part[BranchShape]:
    """How the bank is built."""
    everything = Branch.objects.visible_to(request.user)
    wanted = everything.filter(code=asked.code) if asked.code else everything
    found, following = part(wanted.select_related("parent"), within=everything, by=("path",), asked=asked)
    return Part(items=[BranchShape.of(branch) for branch in found], next=following)


class PeopleAsked(Asked):
    """Parameters of the directory."""

    branch: Annotated[UUID | None, Field(description=_("Only who works in this branch or below it."))] = None
    role: Annotated[Role | None, Field(description=_("Only who holds this role today."))] = None
    q: Annotated[Words, Field(description=_("Only whose name or staff number fits these words."))] = ""


@router.get(
    "/people",
    auth=Bearer(Scope.PEOPLE_READ),
    response=answers(Part[PersonShape], 404, 422),
    summary=_("Directory of colleagues"),
    description=_("Everyone who works here today, by name, with the posts that they hold."),
)
def people(request: TokenRequest, asked: Query[PeopleAsked]) -> Part[PersonShape]:
    """Who works where."""
    wanted = queries.directory(request.user, branch=asked.branch, role=asked.role or "", words=asked.q)
    everyone = User.objects.visible_to(request.user)
    found, following = part(wanted, within=everyone, by=("name_key", "staff_number"), asked=asked)
    return Part(items=[PersonShape.of(person) for person in found], next=following)


@router.get(
    "/people/{uuid:uuid}",
    auth=Bearer(Scope.PEOPLE_READ),
    response=answers(PersonShape, 404),
    summary=_("One colleague"),
    description=_("A person of the bank, also one who has left."),
)
def person(request: TokenRequest, uuid: UUID) -> PersonShape:
    """One colleague."""
    return PersonShape.of(get_object_or_404(queries.people(request.user), uuid=uuid))
