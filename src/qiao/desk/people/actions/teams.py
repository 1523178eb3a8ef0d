"""What may be done to teams."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.versions import claim
from qiao.desk.people.actions.guards import administer, near, refusing
from qiao.desk.people.models import Branch, Post, Team, User


@transaction.atomic
def create(*, by: User | None, code: str, name: str, branch: Branch, name_en: str = "") -> Team:
    """Write a team of a branch down."""
    administer(by)
    if branch.closed_on:
        raise RefusedError(_("This branch is closed."), field="branch")
    team = Team(code=code, name=name, name_en=name_en, branch=branch)
    with refusing("people_team_code", _("Another team has this code."), field="code"):
        team.save()
    audit.record("team.created", by=by, on=team, branch=str(branch.uuid))
    return team


@transaction.atomic
def rename(team: Team, *, by: User, version: int, name: str, name_en: str = "") -> Team:
    """Change a team's names; its code and its branch stay."""
    administer(by)
    team = claim(team, version)
    team.name, team.name_en = name, name_en
    team.save(update_fields=["name", "name_en", "version"])
    audit.record("team.renamed", by=by, on=team)
    return team


@transaction.atomic
def close(team: Team, *, by: User, on: date) -> Team:
    """A team is no longer there from this day on; its people go first."""
    administer(by)
    near(on, field="on", by=by)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.closed_on:
        raise RefusedError(_("This team is closed already."))
    if Post.objects.reaching(on).filter(team=team).exists():
        raise RefusedError(_("People hold posts there on or after that day. End or move their posts first."))
    team.closed_on, team.version = on, team.version + 1
    team.save(update_fields=["closed_on", "version"])
    audit.record("team.closed", by=by, on=team, day=on.isoformat())
    return team


@transaction.atomic
def reopen(team: Team, *, by: User) -> Team:
    """A team is there after all."""
    administer(by)
    team = Team.objects.select_for_update(of=("self",)).select_related("branch").get(pk=team.pk)
    if team.closed_on is None:
        raise RefusedError(_("This team is open."))
    if team.branch.closed_on:
        raise RefusedError(_("This branch is closed."))
    team.closed_on, team.version = None, team.version + 1
    team.save(update_fields=["closed_on", "version"])
    audit.record("team.reopened", by=by, on=team)
    return team
