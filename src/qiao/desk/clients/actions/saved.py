"""Views of the list that people keep: saved, shared, renamed, removed and brought back by whoever owns them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import OpeningView, SavedView
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.versions import claim
from qiao.desk.people.actions.guards import refusing
from qiao.desk.people.models import Branch, Team, User

MOST = 50


@transaction.atomic
def save(*, by: User, name: str, query: str, team: Team | None = None, branch: Branch | None = None) -> SavedView:
    """Keep filters under a name, for oneself or shared with a team or a branch of one's own."""
    _within(by, team, branch)
    if SavedView.objects.there().filter(owner=by).count() >= MOST:
        raise RefusedError(_("You keep as many views as there is room for. Remove one first."))
    view = SavedView(owner=by, name=name, query=query, team=team, branch=branch)
    _save(view)
    audit.record("view.saved", by=by, on=view, **_shared(view))
    return view


@transaction.atomic
def change(view: SavedView, *, by: User, version: int, **changes: Any) -> SavedView:
    """Rename a view, keep other filters under it, or share it otherwise; `changes` are fields of the model."""
    view = _own(view, by, version)
    for name, value in changes.items():
        setattr(view, name, value)
    if {"team", "branch"} & set(changes):
        _within(by, view.team, view.branch)
    _save(view)
    audit.record("view.changed", by=by, on=view, fields=sorted(changes), **_shared(view))
    return view


@transaction.atomic
def remove(view: SavedView, *, by: User) -> SavedView:
    """Take a view away from everybody; the owner can bring it back."""
    view = _own(view, by)
    if view.removed_at is None:
        view.removed_at, view.version = timezone.now(), view.version + 1
        view.save(update_fields=["removed_at", "version"])
        OpeningView.objects.filter(view=view).delete()
        audit.record("view.removed", by=by, on=view)
    return view


@transaction.atomic
def restore(view: SavedView, *, by: User) -> SavedView:
    """Bring a removed view back."""
    view = _own(view, by)
    if view.removed_at is not None:
        view.removed_at, view.version = None, view.version + 1
        _save(view)
        audit.record("view.restored", by=by, on=view)
    return view


@transaction.atomic
def open_with(view: SavedView | None, *, by: User) -> None:
    """Let the list open with a view that one sees; None lets it open with all clients."""
    if view is None:
        OpeningView.objects.filter(user=by).delete()
    else:
        OpeningView.objects.update_or_create(user=by, defaults={"view": view})
    audit.record("view.preferred", by=by, on=view)


def _own(view: SavedView, by: User, version: int | None = None) -> SavedView:
    if view.owner_id != by.pk:
        raise NotAllowedError
    if version is not None:
        return claim(view, version)
    return SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)


def _within(by: User, team: Team | None, branch: Branch | None) -> None:
    """One shares with a team or a branch that one works in.

    Raises:
        RefusedError: it is another one.
    """
    if (team and team not in _teams(by)) or (branch and branch.pk not in {post.branch_id for post in by.posts_now}):
        raise RefusedError(_("You can share with a team or a branch of your own."), field="shared")


def _teams(by: User) -> set[Team | None]:
    return {post.team for post in by.posts_now}


def _save(view: SavedView) -> None:
    with refusing("saved_view_name_of_owner", _("You have a view of this name already."), field="name"):
        view.save()


def _shared(view: SavedView) -> dict[str, Any]:
    whom = view.team or view.branch
    return {"shared_with": str(whom.uuid)} if whom else {}
