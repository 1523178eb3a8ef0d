"""Justified sessions: the only way in which an administrator reads clients and scores."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions.guards import refusing
from qiao.desk.people.models import JustifiedSession, User

SHORTEST_REASON = 10
MINUTES = (5, 30)


@transaction.atomic
def open_one(*, by: User, reason: str, minutes: int) -> JustifiedSession:
    """Open the administrator's own session. The page asks for proof first; the reason stays with the session."""
    if not by.has_role(Role.ADMIN):
        raise NotAllowedError
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise RefusedError(_("Say in at least ten characters why you need to read records."), field="reason")
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise RefusedError(_("A session lasts from 5 to 30 minutes."), field="minutes")
    now = calendar.now()
    session = JustifiedSession(user=by, reason=reason, opened_at=now, until=now + timedelta(minutes=minutes))
    with refusing("session_once_at_a_time", _("A session of yours is open already.")):
        session.save()
    audit.record("session.opened", by=by, on=session, minutes=minutes)
    return session


@transaction.atomic
def end(session: JustifiedSession, *, by: User) -> JustifiedSession:
    """Close a session before its time; another administrator may do it too."""
    if session.user_id != by.pk and not by.has_role(Role.ADMIN):
        raise NotAllowedError
    session = JustifiedSession.objects.select_for_update().get(pk=session.pk)
    now = calendar.now()
    if session.ends_at <= now:
        raise RefusedError(_("This session is over."))
    session.ended_at = now
    session.save(update_fields=["ended_at"])
    audit.record("session.ended", by=by, on=session)
    return session
