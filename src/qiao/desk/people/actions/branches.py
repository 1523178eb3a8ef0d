"""What may be done to branches: the tree's paths change here and nowhere else."""

from datetime import date

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.versions import claim
from qiao.desk.people.actions.guards import administer, near, refusing
from qiao.desk.people.models import Branch, Post, Team, User

_LONGEST_PATH = 400


@transaction.atomic
def create(*, by: User | None, code: str, name: str, name_en: str = "", parent: Branch | None = None) -> Branch:
    """Write a branch down below another; only the head office stands alone."""
    administer(by)
    tree = _locked_tree()
    if parent is None and tree:
        raise RefusedError(_("There is one head office; choose the branch above."), field="parent")
    if parent and parent.is_closed:
        raise RefusedError(_("The branch above is closed."), field="parent")
    path = f"{parent.path if parent else ''}{code}/"
    _need_room(len(path))
    branch = Branch(code=code, name=name, name_en=name_en, parent=parent, path=path)
    with refusing("people_branch_code", _("Another branch has this code."), field="code"):
        branch.save()
    audit.record("branch.created", by=by, on=branch, parent=_id(parent))
    return branch


@transaction.atomic
def rename(branch: Branch, *, by: User, version: int, name: str, name_en: str = "") -> Branch:
    """Change a branch's names; its code stays, since ledgers know it by that."""
    administer(by)
    branch = claim(branch, version)
    branch.name, branch.name_en = name, name_en
    branch.save(update_fields=["name", "name_en", "version"])
    audit.record("branch.renamed", by=by, on=branch)
    return branch


@transaction.atomic
def move(branch: Branch, *, by: User, to: Branch) -> Branch:
    """Hang a branch, with all below it, under another one."""
    administer(by)
    tree = _locked_tree()
    branch, to = tree[branch.pk], tree[to.pk]
    if branch.parent_id is None:
        raise RefusedError(_("The head office stays at the top."), field="to")
    if to.path.startswith(branch.path):
        raise RefusedError(_("A branch can't belong to itself or to a branch below it."), field="to")
    if to.is_closed:
        raise RefusedError(_("The branch above is closed."), field="to")
    old, new = branch.path, f"{to.path}{branch.code}/"
    below = [len(one.path) for one in tree.values() if one.path.startswith(old)]
    _need_room(max(below) - len(old) + len(new))
    before, branch.parent, branch.path = branch.parent_id, to, new
    branch.version += 1
    Branch.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    branch.save(update_fields=["parent", "version"])
    audit.record("branch.moved", by=by, on=branch, before=_id(tree[before]), after=_id(to))
    return branch


@transaction.atomic
def close(branch: Branch, *, by: User, on: date) -> Branch:
    """A branch is no longer there from this day on; whatever is below it and whoever works there goes first."""
    administer(by)
    near(on, field="on", by=by)
    tree = _locked_tree()
    branch = tree[branch.pk]
    if branch.closed_on:
        raise RefusedError(_("This branch is closed already."))
    if branch.parent_id is None:
        raise RefusedError(_("The head office can't be closed."))
    if Branch.objects.there(on).filter(parent=branch).exists() or Team.objects.there(on).filter(branch=branch).exists():
        raise RefusedError(_("Close the teams and branches below it first."))
    if Post.objects.reaching(on).filter(branch=branch).exists():
        raise RefusedError(_("People hold posts there on or after that day. End or move their posts first."))
    branch.closed_on, branch.version = on, branch.version + 1
    branch.save(update_fields=["closed_on", "version"])
    audit.record("branch.closed", by=by, on=branch, day=on.isoformat())
    return branch


@transaction.atomic
def reopen(branch: Branch, *, by: User) -> Branch:
    """A branch is there after all."""
    administer(by)
    tree = _locked_tree()
    branch = tree[branch.pk]
    if branch.closed_on is None:
        raise RefusedError(_("This branch is open."))
    if branch.parent_id and tree[branch.parent_id].closed_on:
        raise RefusedError(_("The branch above is closed."))
    branch.closed_on, branch.version = None, branch.version + 1
    branch.save(update_fields=["closed_on", "version"])
    audit.record("branch.reopened", by=by, on=branch)
    return branch


def _locked_tree() -> dict[int, Branch]:
    """The whole tree, which nobody else changes until the act is done; a bank has hundreds of branches at most."""
    return {branch.pk: branch for branch in Branch.objects.select_for_update(no_key=True).order_by("pk")}


def _need_room(length: int) -> None:
    if length > _LONGEST_PATH:
        raise RefusedError(_("The tree is too deep there."), field="parent")


def _id(branch: Branch | None) -> str | None:
    return str(branch.uuid) if branch else None
