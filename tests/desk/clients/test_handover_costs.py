"""What is asked of leavers' books and of changes for the bank costs the same for one row and for many."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from book import assign, client
from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.desk.clients.actions import handovers
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.queries import books, requested, supervising
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Post, Team, User

DAY = timedelta(days=1)
TODAY = calendar.today()


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def costs(ask: Callable[[], list[Any]], count: int) -> int:
    """How many questions this takes, which has so many answers."""
    with CaptureQueriesContext(connection) as asked:
        assert len(ask()) == count
    return len(asked)


def leaver(number: int) -> User:
    """Somebody of rm's team whose post is over and whose book is not handed over."""
    team = Team.objects.get(code="T011")
    gone = User.objects.create(staff_number=f"gone{number}", name="安小满", left_on=TODAY)
    days = {"from_date": TODAY - 400 * DAY, "to_date": TODAY - DAY}
    Post.objects.create(user=gone, role=Role.RM, branch=team.branch, team=team, **days)
    assign(client(f"L{number}"), gone, TODAY - 400 * DAY)
    return gone


def test_books_of_leavers_are_told_in_a_fixed_number_of_questions(cast: Cast) -> None:
    leaver(0)
    lead = fresh(cast.lead)
    assert [book.count for book in books.of_leavers(lead)] == [1]
    few = costs(lambda: books.of_leavers(lead), 1)
    for number in range(1, 8):
        leaver(number)
    assert costs(lambda: books.of_leavers(lead), 8) == few
    assert books.of_leavers(fresh(cast.rm)) == []


def test_places_of_many_are_those_of_each(cast: Cast) -> None:
    people = [leaver(number) for number in range(3)]
    east, west = Branch.objects.get(code="B01"), Branch.objects.get(code="B02")
    for branch, first, last in ((west, 300, 200), (east, 100, 50), (west, 20, 1)):  # the last to end is his place
        days = {"from_date": TODAY - first * DAY, "to_date": TODAY - last * DAY}
        Post.objects.create(user=people[0], role=Role.BRANCH, branch=branch, **days)
    Post.objects.create(user=people[1], role=Role.BRANCH, branch=west, from_date=TODAY)  # what is held goes before
    Post.objects.create(user=people[2], role=Role.BRANCH, branch=west, from_date=TODAY + DAY)
    everybody = [*people, *User.objects.all()]
    found = supervising.places_of(everybody, TODAY)
    assert {one.pk: found.get(one.pk) for one in everybody} == {
        one.pk: supervising.place_of(one, TODAY) for one in everybody
    }
    assert [found[one.pk].branch.code for one in people[1:]] == ["B02", "B01"]


def awaiting(number: int, cast: Cast) -> None:
    """A client of rm's and rm2's, of which rm's part passes to rm3 once the bank has it."""
    made = client(f"C{number}")
    assign(made, cast.rm3, TODAY - 900 * DAY, TODAY - 401 * DAY)
    assign(made, cast.rm, TODAY - 400 * DAY, share="0.7")
    assign(made, cast.rm2, TODAY - 400 * DAY, share="0.3", part="assist")
    new = (Share(cast.rm3, "lead", Decimal("0.7")), Share(cast.rm2, "assist", Decimal("0.3")))
    proposed = handovers.propose(made, by=fresh(cast.rm), new=new, terms=Terms(TODAY, "调岗"))
    handovers.agree(proposed, by=fresh(cast.rm3))
    handovers.approve(proposed, by=fresh(cast.lead))


def test_changes_for_the_bank_are_told_in_a_fixed_number_of_questions(cast: Cast, settings: Any) -> None:
    settings.OWNED = frozenset()
    awaiting(0, cast)
    lead = fresh(cast.lead)
    told = [(row["client_id"], row["manager_id"], row["to_date"], row["share"]) for row in requested.rows(lead)]
    assert told == [("C0", "rm", str(TODAY - DAY), Decimal("0.7")), ("C0", "rm3", "", Decimal("0.7"))]
    few = costs(lambda: requested.rows(lead), 2)
    for number in range(1, 6):
        awaiting(number, cast)
    assert costs(lambda: requested.rows(lead), 12) == few
