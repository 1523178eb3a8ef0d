"""Views of the list are kept, shared with whom one works with, and nobody else's to change."""

from collections.abc import Callable

import pytest
from cast import Cast
from django.test import Client as Browser

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import saved as actions
from qiao.desk.clients.models import SavedView
from qiao.desk.clients.queries import views as queries
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]


def fresh(person: User) -> User:
    """The person as at a new request."""
    return User.objects.get(pk=person.pk)


def seers(cast: Cast) -> set[str]:
    """Who of the cast sees the one view there is."""
    return {name for name in Cast.__annotations__ if queries.saved_for(fresh(getattr(cast, name)))}


def test_a_view_keeps_the_part_of_the_address_that_the_list_knows(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    page = browser.get("/clients/views/new/?tier=A&sort=-loans&col=loans&page=3&nonsense=1&change=sideways")
    sent = {"name": "贷款大户", "query": page.context["form"]["query"].value(), "version": 0, "shared": ""}
    assert browser.post("/clients/views/new/", sent).status_code == 302
    view = SavedView.objects.get()
    assert (view.owner, view.query) == (cast.rm, "tier=A&sort=-loans&col=loans")
    event = Event.objects.get(code="view.saved")
    assert (event.on_uuid, event.details) == (view.uuid, {})
    opened = browser.get(view.get_absolute_url())
    assert [words for words, _, here in opened.context["tabs"] if here] == ["贷款大户"]
    assert opened.context["is_changed"] is False
    assert browser.get(f"{view.get_absolute_url()}&change=up").context["is_changed"] is True
    again = browser.post("/clients/views/new/", sent)
    assert (again.status_code, "name" in again.context["form"].errors) == (422, True)
    assert browser.post("/clients/views/new/", {**sent, "name": ""}).status_code == 422


def test_a_view_is_for_oneself_the_team_or_the_branch(cast: Cast) -> None:
    rm = fresh(cast.rm)
    post = rm.posts_now[0]
    view = actions.save(by=rm, name="A", query="")
    assert seers(cast) == {"rm"}
    view = actions.change(view, by=rm, version=view.version, team=post.team)
    assert seers(cast) == {"rm", "rm2", "lead"}
    view = actions.change(view, by=rm, version=view.version, team=None, branch=post.branch)
    assert seers(cast) == {"rm", "rm2", "lead", "branch"}
    assert Event.objects.filter(code="view.changed").latest("pk").details["shared_with"] == str(post.branch.uuid)
    with pytest.raises(RefusedError):
        actions.change(view, by=rm, version=view.version, branch=fresh(cast.rm3).posts_now[0].branch)
    head = fresh(cast.auditor)
    whole = actions.save(by=head, name="B", query="", branch=head.posts_now[0].branch)
    assert whole in queries.saved_for(fresh(cast.rm3)), "what is shared with a branch is for all below it"


def test_only_the_owner_changes_a_view(cast: Cast, sign_in: SignIn) -> None:
    rm = fresh(cast.rm)
    view = actions.save(by=rm, name="A", query="tier=A", team=rm.posts_now[0].team)
    at = f"/clients/views/{view.uuid}/"
    for person, refused in ((cast.rm2, 403), (cast.rm3, 404)):
        browser = sign_in(person)
        answers = [browser.get(at), browser.post(f"{at}remove/"), browser.post(f"{at}restore/")]
        assert [answer.status_code for answer in answers] == [refused] * 3
    with pytest.raises(NotAllowedError):
        actions.remove(view, by=cast.rm2)
    assert sign_in(cast.rm3).post(f"{at}open/").status_code == 404
    browser = sign_in(cast.rm)
    sent = {"name": "B", "shared": "", "query": "tier=B", "version": view.version}
    assert browser.post(at, sent).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.query, view.team) == ("B", "tier=B", None)
    assert browser.post(at, {**sent, "name": "C"}).status_code == 409, "somebody changed it meanwhile"


def test_a_removed_view_comes_back(cast: Cast, sign_in: SignIn) -> None:
    browser, view = sign_in(cast.rm), actions.save(by=fresh(cast.rm), name="A", query="tier=A")
    browser.post(f"/clients/views/{view.uuid}/open/")
    assert browser.get("/clients/").url == view.get_absolute_url()  # type: ignore[attr-defined]
    browser.post(f"/clients/views/{view.uuid}/remove/")
    assert browser.get("/clients/").status_code == 200, "the list opens with all clients again"
    assert [one.pk for one in browser.get("/clients/views/").context["removed"]] == [view.pk]
    browser.post(f"/clients/views/{view.uuid}/restore/")
    assert queries.saved_for(fresh(cast.rm)) == [view]
    browser.post(f"/clients/views/{view.uuid}/remove/")
    actions.save(by=fresh(cast.rm), name="A", query="")
    browser.post(f"/clients/views/{view.uuid}/restore/")
    assert SavedView.objects.there().count() == 1, "its name has been given to another"
    codes = Event.objects.filter(code__startswith="view.").order_by("pk").values_list("code", flat=True)
    assert [code.removeprefix("view.") for code in codes] == [
        "saved",
        "preferred",
        "removed",
        "restored",
        "removed",
        "saved",
    ]


def test_the_list_opens_with_all_clients_when_asked_to(cast: Cast, sign_in: SignIn) -> None:
    browser, view = sign_in(cast.rm), actions.save(by=fresh(cast.rm), name="A", query="tier=A")
    browser.post(f"/clients/views/{view.uuid}/open/")
    browser.post("/clients/views/opening/")
    assert browser.get("/clients/").status_code == 200
