"""The audit trail, for auditors."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field, StringConstraints

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.elements import Day
from qiao.desk.api.shapes.events import EventShape
from qiao.desk.audit import actions as audit
from qiao.desk.audit import queries
from qiao.desk.audit.models import Event
from qiao.desk.audit.queries import Wanted
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User

router = Router(tags=["audit"])
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9_.-]*$")]


class EventsAsked(Asked):
    """Parameters of the list of events."""

    by: Annotated[UUID | None, Field(description=_("Only what this person did."))] = None
    code: Annotated[
        Code, Field(description=_("Only events of this code; with a dot at its end, of all that begin so."))
    ] = ""
    kind: Annotated[Code, Field(description=_("Only what was done to records of this kind."))] = ""
    record: Annotated[UUID | None, Field(description=_("Only what was done to this record."))] = None
    since: Annotated[Day | None, Field(description=_("From this day on."))] = None
    until: Annotated[Day | None, Field(description=_("Up to and including this day."))] = None
    request: Annotated[Code, Field(description=_("Only what the request of this number did."))] = ""
    refusals: Annotated[bool, Field(description=_("Only refusals."))] = False


@router.get(
    "/audit/events",
    auth=Bearer(Scope.AUDIT_READ),
    response=answers(Part[EventShape], 404, 422),
    summary=_("Audit trail"),
    description=_("Who saw, changed and was refused what, newest first. For auditors; reading it is an event too."),
)
def events(request: TokenRequest, asked: Query[EventsAsked]) -> Part[EventShape]:
    """Who saw and changed what."""
    if not request.user.has_role(Role.AUDITOR):
        raise NotAllowedError
    who = User.objects.visible_to(request.user).filter(uuid=asked.by).first() if asked.by else None
    wanted = Wanted(
        who=who,
        what=asked.code,
        kind=asked.kind,
        record=asked.record,
        since=asked.since,
        until=asked.until,
        request=asked.request,
        refusals=asked.refusals,
    )
    found = queries.matching(request.user, wanted)
    if asked.by and not who:
        found = found.none()
    within = Event.objects.visible_to(request.user)
    shown, following = part(found, within=within, by=("-at", "-pk"), asked=asked)
    audit.page_seen(request.user, route="api:events", uuids=[], **wanted.told())
    return Part(items=[EventShape.of(event) for event in shown], next=following)
